import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { describe, expect, it } from 'vitest';
import { refitChange, type RefitInput } from './refit-change.js';

const NOT_OURS = 'a person or another program';

const content = (text: string | null): Uint8Array | null =>
  text === null ? null : new TextEncoder().encode(text);

type Writing = readonly [deploymentId: string, before: string | null, after: string | null];
interface Case {
  readonly keys?: readonly (readonly string[])[];
  readonly base: string | null;
  readonly target: string | null;
  readonly found: string | null;
  readonly format?: RefitInput['change']['format'];
}

/** What is said of a file on which deployments wrote this, newest first. */
function attributed({ keys, base, target, found, format = 'yaml' }: Case, ...writings: Writing[]): unknown {
  const result = refitChange({
    judge: BY_NAME_AND_SHAPE,
    change: {
      path: 'c.yml',
      format,
      keys: (keys ?? []).map((path) => ({ path, because: 'baseline' })),
      ...(keys === undefined && { because: 'restored' }),
    },
    bases: [content(base)],
    target: content(target),
    found: content(found),
    way: 'forward',
    written: writings.map(([deploymentId, before, after]) => ({
      deploymentId,
      before: content(before),
      after: content(after),
    })),
  });
  return result.kind === 'changed' ? result.words : result.kind;
}

describe('who changed a key', () => {
  const edit = { keys: [['a']], base: 'a: 1\nb: 1\n', target: 'a: 2\nb: 1\n', found: 'a: 5 # saved\nb: 1\n' };
  const words = 'changed a in c.yml (from 1 to 5)';

  it('is the deployment that gave it its value, also where a server rewrote the file since', () => {
    expect(attributed(edit, ['d7', edit.base, 'a: 5\nb: 1\n'])).toBe(`deployment d7 ${words}`);
    expect(attributed(edit, ['d8', 'a: 5\nb: 1\n', 'a: 5\nb: 2\n'], ['d7', edit.base, 'a: 5\nb: 1\n'])).toBe(
      `deployment d7 ${words}`,
    );
  });

  it('is a person or another program where no deployment did, or its value is not there any more', () => {
    expect(attributed(edit)).toBe(`${NOT_OURS} ${words}`);
    expect(attributed(edit, ['d7', edit.base, 'a: 4\nb: 1\n'])).toBe(`${NOT_OURS} ${words}`);
    expect(attributed(edit, ['d8', 'a: 5\n', 'a: 4\n'], ['d7', edit.base, 'a: 5\n'])).toBe(
      `${NOT_OURS} ${words}`,
    );
    expect(attributed(edit, ['d7', 'a: 5\nb: 1\n', 'a: 5\nb: 2\n'])).toBe(`${NOT_OURS} ${words}`);
  });

  it('is told of keys that were taken away, too', () => {
    expect(attributed({ ...edit, found: 'b: 1\n' }, ['d7', edit.base, 'b: 1\n'])).toBe(
      'deployment d7 changed a in c.yml (from 1 to nothing)',
    );
  });
});

describe('who changed a file that was to be changed as a whole', () => {
  const whole = { base: 'a: 1\nb: 1\n', target: 'a: 2\n', found: 'a: 5\nb: 1\n' };

  it('is told by the first of its keys that moved', () => {
    expect(attributed(whole, ['d7', whole.base, whole.found])).toBe(
      'deployment d7 changed a in c.yml (from 1 to 5)',
    );
    expect(attributed(whole)).toBe('a person or another program changed a in c.yml (from 1 to 5)');
  });

  it('is told by its bytes where it has no keys, was deleted, was made, or only means the same', () => {
    const text = { base: 'one', target: 'two', found: 'three', format: 'text' as const };
    expect(attributed(text, ['d7', 'one', 'three'])).toBe(
      'c.yml has another content, written by deployment d7',
    );
    expect(attributed(text, ['d7', 'one', 'four'])).toBe('c.yml has another content');
    expect(attributed({ ...whole, found: null }, ['d7', whole.base, null])).toBe(
      'c.yml was deleted by deployment d7',
    );
    expect(attributed({ ...whole, found: null }, ['d7', null, whole.base])).toBe('c.yml was deleted');
    expect(attributed({ ...whole, base: null }, ['d7', null, whole.found])).toBe(
      'c.yml was made meanwhile by deployment d7',
    );
    const almost = 'changed c.yml: it means what was approved, but its bytes are others';
    expect(attributed({ ...whole, found: 'a: 2 # two\n' }, ['d7', whole.base, 'a: 2 # two\n'])).toContain(
      `deployment d7 ${almost}`,
    );
    expect(attributed({ ...whole, found: 'a: 2 # two\n' })).toContain(`${NOT_OURS} ${almost}`);
  });
});
