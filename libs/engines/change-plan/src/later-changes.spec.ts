import { describe, expect, it } from 'vitest';
import { laterChange, type LaterChange } from './later-changes.js';
import type { FileChange } from './plan.js';

const edit = (path: string, ...keys: (string | number)[][]): FileChange => ({
  path,
  plugin: 'CMI',
  kind: 'config',
  before: 'a',
  after: 'b',
  keys: keys.map((key) => ({ path: key, because: 'baseline' })),
});
const whole = (path: string): FileChange => ({ ...edit(path), because: 'restored' });
const made = (deploymentId: string, files: FileChange[], undoes?: string): LaterChange => ({
  deploymentId,
  files,
  ...(undoes !== undefined && { undoes }),
});
const metBy = (files: FileChange[], ...later: LaterChange[]): string | undefined => {
  const met = laterChange(files, later);
  return met && `${met.by.deploymentId}: ${met.what}`;
};

describe('a later change', () => {
  it('is in the way when it touches the same key, or a part or the whole of it', () => {
    const mine = [edit('c.yml', ['a', 'b'])];
    expect(metBy(mine, made('d2', [edit('c.yml', ['a', 'b'])]))).toBe('d2: a.b in c.yml');
    expect(metBy(mine, made('d2', [edit('c.yml', ['a'])]))).toBe('d2: a in c.yml');
    expect(metBy(mine, made('d2', [edit('c.yml', ['a', 'b', 'c'])]))).toBe('d2: a.b.c in c.yml');
  });

  it('is in the way when one of several keys is met', () => {
    const mine = [edit('c.yml', ['x'], ['a', 'b'], ['y'])];
    expect(metBy(mine, made('d2', [edit('c.yml', ['z'], ['a', 'b'])]))).toBe('d2: a.b in c.yml');
  });

  it('is not in the way at another key or file', () => {
    const mine = [edit('c.yml', ['a', 'b'])];
    expect(
      metBy(mine, made('d2', [edit('c.yml', ['a', 'c'], ['b'])]), made('d3', [whole('d.yml')])),
    ).toBeUndefined();
  });

  it('is in the way when either wrote the whole file', () => {
    expect(metBy([whole('c.yml')], made('d2', [edit('c.yml', ['x'])]))).toBe('d2: c.yml');
    expect(metBy([edit('c.yml', ['x'])], made('d2', [whole('c.yml')]))).toBe('d2: c.yml');
  });

  it('is named as the last one of several', () => {
    const files = [edit('c.yml', ['x'])];
    expect(metBy(files, made('d2', files), made('d3', files))).toBe('d3: x in c.yml');
  });

  it('that was taken back is not in the way any more, unless that was taken back, too', () => {
    const files = [edit('c.yml', ['x'])];
    expect(metBy(files, made('d2', files), made('d3', files, 'd2'))).toBeUndefined();
    expect(metBy(files, made('d2', files), made('d3', files, 'd2'), made('d4', files, 'd3'))).toBe(
      'd2: x in c.yml',
    );
    expect(metBy(files, made('d3', files, 'd0'))).toBe('d3: x in c.yml');
  });
});
