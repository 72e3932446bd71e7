import { describe, expect, it } from 'vitest';
import { inItsView, type EditWish } from './in-its-view.js';
import { rootOf } from './meaning.js';

const wishFor = (path: string[], reading: Partial<EditWish> = {}): EditWish => ({
  kind: 'edit',
  instanceId: 'id',
  path: 'plugins/Kits/config.yml',
  plugin: 'Kits',
  because: 'asked for',
  format: 'yaml',
  edits: [{ op: 'set', path, value: 2 }],
  ...reading,
});
const seenBy = (text: string, wish: EditWish) => rootOf(new TextEncoder().encode(text), wish);
const pathsOf = (wish: EditWish, text: string) =>
  inItsView(wish, seenBy(text, wish)).edits.map(({ path }) => path);

describe('a key that somebody wrote as one step', () => {
  it.each<[string, Partial<EditWish>, string, string[]]>([
    [
      'of a file that Bukkit reads is two where its reader parts it',
      { view: 'bukkit' },
      'a: {b: 1}\n',
      ['a', 'b'],
    ],
    ['is parted at the separator of its plugin', { view: 'bukkit', separator: '/' }, 'a.b: 1\n', ['a.b']],
    ['stays one in a file that is read as it stands', {}, 'a.b: 1\n', ['a.b']],
  ])('%s', (_what, reading, text, path) => {
    expect(pathsOf(wishFor(['a.b'], reading), text)).toEqual([path]);
  });

  it('is kept with the rest of its wish, each edit by itself', () => {
    const wish = wishFor(['a.b'], { view: 'bukkit' });
    const both = { ...wish, edits: [...wish.edits, { op: 'unset', path: ['c'] } as const] };
    expect(inItsView(both, seenBy('a: {b: 1}\nc: 2\n', wish))).toEqual({
      ...wish,
      edits: [
        { op: 'set', path: ['a', 'b'], value: 2 },
        { op: 'unset', path: ['c'] },
      ],
    });
  });

  it('stays as it is where the file does not parse', () => {
    const wish = wishFor(['a.b'], { view: 'bukkit' });
    expect(inItsView(wish, seenBy('a: [\n', wish))).toEqual(wish);
  });
});
