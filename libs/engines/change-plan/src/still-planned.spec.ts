import { describe, expect, it } from 'vitest';
import type { FileChange } from './plan.js';
import { whatDeviates } from './still-planned.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const change: FileChange = {
  path: 'plugins/CMI/config.yml',
  plugin: 'CMI',
  kind: 'config',
  before: 'a'.repeat(64),
  after: 'b'.repeat(64),
  keys: [{ path: ['ReSpawn', 'Enabled'], before: 'false', after: 'true', because: 'baseline' }],
  format: 'yaml',
};
const judge = (planned: string, actual: string, more: Partial<FileChange> = {}): string | undefined =>
  whatDeviates({ change: { ...change, ...more }, planned: bytes(planned), actual: bytes(actual) })?.words;

describe('a file that the server rewrote', () => {
  const planned = 'ReSpawn:\n  Enabled: true # ours\nother: 1\n';

  it('is as planned when the edited keys have their values, whatever else moved', () => {
    expect(judge(planned, 'other: 2\nReSpawn: {Enabled: true}\nnew: x\n')).toBeUndefined();
  });

  it('deviates when an edited key was put back, lost or cannot be read', () => {
    expect(judge(planned, planned.replace('true', 'false'))).toContain('ReSpawn.Enabled');
    expect(judge(planned, 'other: 1\n')).toContain('ReSpawn.Enabled');
    expect(judge(planned, 'ReSpawn: [\n')).toContain('does not parse');
  });

  it('that was written as a whole may gain keys but not lose or change any', () => {
    const whole = { keys: [], because: 'asked for by hand' };
    expect(judge('a: 1\n', 'a: 1\nb: 2\n', whole)).toBeUndefined();
    expect(judge('a: 1\nb: 2\n', 'a: 1\n', whole)).toContain('b is not');
    expect(judge('a: 1\n', 'a: 2\n', whole)).toContain('a is not');
    const shown = [{ path: ['a'], because: 'shown' }];
    expect(judge('a: 1\nb: 2\n', 'a: 1\nb: 3\n', { ...whole, keys: shown })).toContain('b is not');
  });

  it('deviates by its bytes alone when it is no configuration', () => {
    const { format: _format, ...jar } = change;
    expect(whatDeviates({ change: jar, planned: bytes('x'), actual: bytes('x') })).toBeUndefined();
    expect(whatDeviates({ change: jar, planned: bytes('x'), actual: bytes('y') })?.words).toContain(
      'not what was written',
    );
  });

  it('that was put back is distinguished from one that was edited', () => {
    const text = (value: string): Uint8Array => bytes(`ReSpawn:\n  Enabled: ${value}\nother: 1\n`);
    const file = { change, planned: text('true'), before: text('false') };
    expect(whatDeviates({ ...file, actual: text('false # saved') })).toEqual({
      words: 'plugins/CMI/config.yml: ReSpawn.Enabled has its old value again',
      putBack: true,
    });
    expect(whatDeviates({ ...file, actual: text('maybe') })).toEqual({
      words: 'plugins/CMI/config.yml: ReSpawn.Enabled is not what was written',
    });
    const { before: _unknown, ...unknown } = file;
    expect(whatDeviates({ ...unknown, actual: text('false') })?.putBack).toBeUndefined();
    const whole = { ...change, keys: [], because: 'asked for by hand' };
    expect(whatDeviates({ ...file, change: whole, actual: text('false # saved') })).toEqual({
      words: 'plugins/CMI/config.yml holds again what it held before',
      putBack: true,
    });
  });
});
