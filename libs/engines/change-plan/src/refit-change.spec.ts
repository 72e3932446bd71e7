import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanSame } from '@archivesmp/drift';
import { refitChange, type RefitInput } from './refit-change.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const content = (text: string | null): Uint8Array | null => (text === null ? null : bytes(text));

interface Case {
  readonly keys?: readonly (readonly (string | number)[])[];
  readonly base: string | null | readonly (string | null)[];
  readonly target: string | null;
  readonly found: string | null;
  readonly format?: RefitInput['change']['format'];
  readonly view?: RefitInput['change']['view'];
  readonly way?: RefitInput['way'];
}

function refit({ keys, base, target, found, format = 'yaml', view, way = 'forward' }: Case) {
  const result = refitChange({
    judge: BY_NAME_AND_SHAPE,
    change: {
      path: 'plugins/CMI/config.yml',
      keys: (keys ?? []).map((path) => ({ path, because: 'baseline' })),
      ...(keys === undefined && { because: 'restored' }),
      ...(format !== undefined && { format }),
      ...(view !== undefined && { view }),
    },
    bases: (Array.isArray(base) ? base : [base]).map((one: string | null) => content(one)),
    target: content(target),
    found: content(found),
    way,
  });
  if (result.kind !== 'fits') return result;
  const after = result.after === null ? null : new TextDecoder().decode(result.after);
  return { ...result, after };
}

const properties = { format: 'properties' as const, keys: [['max-players']] };

describe('an edit of a file', () => {
  const yaml = { keys: [['a', 'x']], base: 'a:\n  x: 1\n  y: 2\n', target: 'a:\n  x: 9\n  y: 2\n' };

  it('is made as planned where nothing moved', () => {
    expect(refit({ ...yaml, found: yaml.base })).toEqual({
      kind: 'fits',
      after: yaml.target,
      rewritten: false,
    });
  });

  it('moves only its keys in a file that the server rewrote, dated and reordered', () => {
    const base = '#Minecraft server properties\n#Mon Nov 23 10:00:00 UTC 2026\nmotd=hi\nmax-players=20\n';
    const found = '#Minecraft server properties\n#Tue Nov 24 04:00:00 UTC 2026\nmax-players=20\nmotd=hi\n';
    expect(refit({ ...properties, base, target: base.replace('=20', '=40'), found })).toEqual({
      kind: 'fits',
      after: found.replace('=20', '=40'),
      rewritten: true,
    });
  });

  it('leaves what others changed at other keys as it is', () => {
    expect(refit({ ...yaml, found: 'a: {y: 3, x: 1} # saved\nnew: 1\n' })).toMatchObject({
      after: 'a: {y: 3, x: 9} # saved\nnew: 1\n',
    });
  });

  it('stands where its keys have their values already, whatever else the file holds', () => {
    expect(refit({ ...yaml, found: 'a: {x: 9, y: 7}\n' })).toEqual({ kind: 'stands' });
    expect(refit({ ...yaml, found: yaml.target })).toEqual({ kind: 'stands' });
  });

  it('is refused where a key got another value, which is named with from and to', () => {
    expect(refit({ ...yaml, found: 'a:\n  x: 5\n' })).toEqual({
      kind: 'changed',
      words: 'a person or another program changed a.x in plugins/CMI/config.yml (from 1 to 5)',
    });
    expect(refit({ ...yaml, found: 'a: {}\n' })).toMatchObject({
      words: expect.stringContaining('to nothing'),
    });
    const secret = { keys: [['password']], base: 'password: one\n', target: 'password: two\n' };
    const masked = refit({ ...secret, found: 'password: hunter2\n' });
    expect(JSON.stringify(masked)).not.toContain('hunter2');
    expect(masked).toMatchObject({ kind: 'changed', words: expect.stringContaining('••••') });
  });

  it('names what holds other keys of the change as a whole, and one of two keys that look alike', () => {
    const outer = { keys: [['a', 'x'], ['a']], base: 'a: {x: 1}\n', target: 'a: {x: 2, y: 1}\n' };
    expect(refit({ ...outer, found: 'a: {x: 5}\n' })).toMatchObject({
      words: expect.stringMatching(/^a person or another program changed a in /) as string,
    });
    const alike = {
      keys: [
        ['a', 'x'],
        ['b', 'x', 'y'],
      ],
      base: 'a: {x: 1}\nb: {x: {y: 1}}\n',
    };
    const target = 'a: {x: 2}\nb: {x: {y: 2}}\n';
    expect(refit({ ...alike, target, found: `# saved\n${alike.base}` })).toMatchObject({
      after: `# saved\n${target}`,
    });
  });

  it('gives a key that is new to a file that the server rewrote, unless its place is taken', () => {
    const fresh = { keys: [['b', 'x']], base: 'a: 1\n', target: 'a: 1\nb:\n  x: 2\n' };
    expect(refit({ ...fresh, found: '# saved\na: 1\n' })).toMatchObject({
      after: '# saved\na: 1\nb:\n  x: 2\n',
      rewritten: true,
    });
    expect(refit({ ...fresh, found: '# saved\na: 1\nb: 5\n' })).toMatchObject({
      kind: 'unfit',
      words: expect.stringMatching(
        /^the server rewrote plugins\/CMI\/config\.yml, and b\.x cannot be changed in it as planned: /,
      ) as string,
    });
  });

  it('is refused where the file is gone or does not parse any more', () => {
    expect(refit({ ...yaml, found: null })).toMatchObject({
      kind: 'changed',
      words: expect.stringContaining('deleted'),
    });
    expect(refit({ ...yaml, found: 'a: [\n' })).toMatchObject({
      kind: 'changed',
      words: expect.stringContaining('does not parse any more'),
    });
  });

  it('goes back from what was found after the restart, too', () => {
    const back = { keys: [['a', 'x']], base: ['a: {x: 9}\n', 'a: {x: 9.5}\n'], target: 'a: {x: 1}\n' };
    expect(refit({ ...back, found: '# saved\na: {x: 9.5}\n' })).toMatchObject({
      after: '# saved\na: {x: 1}\n',
    });
    expect(refit({ ...back, found: '# saved\na: {x: 9}\n' })).toMatchObject({
      after: '# saved\na: {x: 1}\n',
    });
    expect(refit({ ...back, found: '# saved\na: {x: 2}\n' })).toMatchObject({ kind: 'changed' });
    for (const found of back.base)
      expect(refit({ ...back, found })).toEqual({ kind: 'fits', after: back.target, rewritten: false });
  });

  it('takes a key away again, and the parents that came with it', () => {
    const back = {
      keys: [
        ['n', 'a'],
        ['n', 'b'],
      ],
      base: 'x: 1\nn:\n  a: 1\n  b: 2\n',
      target: 'x: 1\n',
    };
    expect(refit({ ...back, found: '# saved\nn:\n  b: 2\n  a: 1\nx: 1\n' })).toMatchObject({
      after: expect.stringMatching(/^# saved\n(x: 1\n)$/),
    });
    expect(refit({ ...back, found: 'n:\n  a: 1\n  b: 2\n  c: 3\nx: 1\n' })).toMatchObject({
      after: 'n:\n  c: 3\nx: 1\n',
    });
    const deep = { keys: [['n', 'm', 'a']], base: 'x: 1\nn:\n  m:\n    a: 1\n', target: 'x: 1\n' };
    expect(refit({ ...deep, found: '# saved\nn:\n  m:\n    a: 1\nx: 1\n' })).toMatchObject({
      after: '# saved\nx: 1\n',
    });
    expect(refit({ ...deep, found: 'x: 1\nn:\n  o: 2\n  m:\n    a: 1\n' })).toMatchObject({
      after: 'x: 1\nn:\n  o: 2\n',
    });
    expect(refit({ ...deep, found: 'x: 1\nn:\n  o: 2\n  m:\n    a: 1\n    b: 2\n' })).toMatchObject({
      after: 'x: 1\nn:\n  o: 2\n  m:\n    b: 2\n',
    });
    const stays = { ...deep, target: 'x: 1\nn: {}\n' };
    expect(refit({ ...stays, found: '# saved\nx: 1\nn: {m: {a: 1}}\n' })).toMatchObject({
      after: '# saved\nx: 1\nn: {}\n',
    });
  });

  it('counts a list as one value: its items have no names of their own', () => {
    const list = { keys: [['l', 1]], base: 'l: [a, b]\n', target: 'l: [a, c]\n' };
    expect(refit({ ...list, found: '# saved\nl: [a, b]\n' })).toMatchObject({
      after: '# saved\nl: [a, c]\n',
    });
    expect(refit({ ...list, found: 'l: [z, a, b]\n' })).toMatchObject({ kind: 'changed' });
    const first = { keys: [['l', 0, 'x']], base: 'l: [{x: 1}, b]\n', target: 'l: [{x: 2}, b]\n' };
    expect(refit({ ...first, found: '# saved\nl: [{x: 1}, b]\n' })).toMatchObject({
      after: '# saved\nl: [{x: 2}, b]\n',
    });
    expect(refit({ ...first, found: 'l: [{x: 1}, c]\n' })).toEqual({
      kind: 'changed',
      words:
        'a person or another program changed l in plugins/CMI/config.yml (from [{"x": 1}, "b"] to [{"x": 1}, "c"])',
    });
  });

  it('counts what is part of another key that changes as that key, whichever is named first', () => {
    const keys = [['n'], ['n', 'a'], ['n', 'b', 'c']];
    const whole = { base: 'n: {a: 1}\nx: 1\n', target: 'n: {a: 2, b: {c: 3}}\nx: 1\n' };
    for (const named of [keys, keys.toReversed()]) {
      const fitted = refit({ ...whole, keys: named, found: '# saved\nx: 1\nn: {a: 1}\n' });
      expect(fitted).toMatchObject({ kind: 'fits', rewritten: true });
      const after = bytes((fitted as { after: string }).after);
      expect(meanSame(after, bytes(whole.target), { format: 'yaml' })).toBe(true);
      expect(refit({ ...whole, keys: named, found: 'n: {a: 1, d: 4}\nx: 1\n' })).toMatchObject({
        words: expect.stringContaining('a person or another program changed n in'),
      });
    }
  });

  it('that makes the file or takes it away is held against the whole file', () => {
    const gone = { keys: [['a']], base: 'a: 1\n', target: null };
    expect(refit({ ...gone, found: '# saved\na: 1\n' })).toMatchObject({ kind: 'fits', after: null });
    expect(refit({ ...gone, found: 'a: 1\nb: 2\n' })).toMatchObject({
      words: expect.stringContaining('a person or its server added b in'),
    });
    const made = { keys: [['a']], base: [null], target: 'a: 1\n' };
    expect(refit({ ...made, found: 'a: 2\n' })).toMatchObject({
      words: expect.stringContaining('made meanwhile'),
    });
    expect(refit({ ...made, base: [null, 'a: 2\n'], found: '# saved\na: 2\n' })).toMatchObject({
      after: '# saved\na: 1\n',
    });
  });

  it('names values up to 80 characters, and of longer ones the beginning', () => {
    const key = { keys: [['a']], base: 'a: 1\n', target: 'a: 2\n' };
    const named = (length: number): string =>
      (refit({ ...key, found: `a: ${'v'.repeat(length)}\n` }) as { words: string }).words;
    expect(named(78)).toContain(`to "${'v'.repeat(78)}")`);
    expect(named(79)).toContain(`to "${'v'.repeat(79)}…)`);
  });

  it('finds its keys in the eyes of the plugin', () => {
    const bukkit = { keys: [['a', 'x']], base: 'a:\n  x: 1\n', target: 'a:\n  x: 2\n' };
    expect(refit({ ...bukkit, view: 'bukkit', found: '# saved\na.x: 1\n' })).toMatchObject({
      after: '# saved\na.x: 2\n',
    });
    expect(refit({ ...bukkit, found: '# saved\na.x: 1\n' })).toMatchObject({ kind: 'changed' });
  });

  it('is bytes alone where the format is not understood', () => {
    const text = { keys: [['a']], format: 'text' as const, base: 'x', target: 'y' };
    expect(refit({ ...text, found: 'x' })).toMatchObject({ kind: 'fits', after: 'y' });
    expect(refit({ ...text, found: 'x ' })).toMatchObject({
      kind: 'changed',
      words: expect.stringContaining('another content'),
    });
  });
});

describe('a whole file', () => {
  it('is replaced where what is found means what the plan was made on', () => {
    const whole = { base: 'a: 1\nb: 2\n', target: 'a: 2\n' };
    expect(refit({ ...whole, found: '# saved\nb: 2\na: 1\n' })).toEqual({
      kind: 'fits',
      after: 'a: 2\n',
      rewritten: true,
    });
    expect(refit({ ...whole, target: null, found: '# saved\nb: 2\na: 1\n' })).toMatchObject({ after: null });
  });

  it('goes back from what was found after the restart, too', () => {
    const back = { base: ['a: 2\nb: 1\n', 'a: 2\nb: 1\nc: 0\n'], target: 'a: 1\n' };
    for (const found of back.base)
      expect(refit({ ...back, found: `# saved\n${found}` })).toEqual({
        kind: 'fits',
        after: 'a: 1\n',
        rewritten: true,
      });
    expect(refit({ ...back, found: 'a: 2\nb: 2\n' })).toMatchObject({
      words: expect.stringContaining('a person or another program changed b in'),
    });
  });

  it('is left alone where anything in it was changed', () => {
    const whole = { base: 'a: 1\nb: 2\n', target: 'a: 2\n' };
    expect(refit({ ...whole, found: 'a: 1\nb: 3\nc: 4\n' })).toEqual({
      kind: 'changed',
      words: 'a person or another program changed b in plugins/CMI/config.yml (from 2 to 3) and 1 more',
    });
    expect(refit({ ...whole, found: 'a: [\n' })).toMatchObject({ kind: 'changed' });
    expect(refit({ ...whole, found: null })).toMatchObject({ words: expect.stringContaining('was deleted') });
    expect(refit({ ...whole, base: null, found: 'b: 1\n' })).toMatchObject({
      words: expect.stringContaining('made meanwhile'),
    });
  });

  it('is left alone where keys were added that it would take away, which its server may have done', () => {
    const whole = { base: 'a: 1\n', target: 'a: 2\n' };
    const words = 'a person or its server added b in plugins/CMI/config.yml (from nothing to 3)';
    expect(refit({ ...whole, found: '# saved\nb: 3\na: 1\n' })).toEqual({
      kind: 'changed',
      words: `${words}; nothing else of it moved; what was approved is about the whole file, and this would be lost unseen`,
    });
    expect(refit({ ...whole, way: 'back', found: 'a: 1\nb: 3\nc: 4\n' })).toMatchObject({
      words: expect.stringMatching(
        /^a person or its server added b in .* and 1 more; .* taking the whole file back /,
      ),
    });
    expect(refit({ ...whole, found: 'a: 3\nb: 3\n' })).toMatchObject({
      words: expect.stringMatching(/^a person or another program changed a in .* and 1 more$/),
    });
  });

  it('is written where keys were added with the values that it has, so that nothing is lost', () => {
    const whole = { base: 'a: 1\n', target: 'a: 2\nb: {c: 3}\n' };
    expect(refit({ ...whole, found: '# saved\nb: {c: 3}\na: 1\n' })).toEqual({
      kind: 'fits',
      after: whole.target,
      rewritten: true,
    });
    for (const found of ['a: 1\nb: {c: 4}\n', 'a: 1\nb: {c: 3, d: 4}\n', 'a: 1\nb: {c: 3}\ne: 1\n'])
      expect(refit({ ...whole, found }), found).toMatchObject({ kind: 'changed' });
    expect(refit({ ...whole, found: 'b: {c: 3}\n' })).toMatchObject({ kind: 'changed' });
    expect(refit({ ...whole, target: null, found: 'a: 1\nb: 3\n' })).toMatchObject({ kind: 'changed' });
  });

  it('stands when its bytes are the approved ones, and not when it only means the same', () => {
    const whole = { base: 'a: 1\n', target: 'a: 2\n' };
    expect(refit({ ...whole, found: 'a: 2\n' })).toEqual({ kind: 'stands' });
    expect(refit({ ...whole, found: '# mine\na: 2\n' })).toEqual({
      kind: 'changed',
      words:
        'a person or another program changed plugins/CMI/config.yml: it means what was approved, but its bytes are others (comments, order or spacing)',
    });
    expect(refit({ ...whole, base: null, found: '# mine\na: 2\n' })).toMatchObject({
      kind: 'changed',
      words: expect.stringMatching(/was made meanwhile, means what was approved, but its bytes are others/),
    });
    expect(refit({ ...whole, base: null, found: 'a: 2\n' })).toEqual({ kind: 'stands' });
  });

  it('of which only comments are to be other is written over a rewritten base', () => {
    const comments = { base: 'a: 1\n', target: '# ours\na: 1\n', found: '# saved\na: 1\n' };
    expect(refit(comments)).toEqual({ kind: 'fits', after: '# ours\na: 1\n', rewritten: true });
  });

  it('on the way back stands where it means what was replaced: those bytes were not approved', () => {
    const back = { base: 'a: 2\n', target: 'a: 1\n', way: 'back' as const };
    expect(refit({ ...back, found: '# saved\na: 1\n' })).toEqual({ kind: 'stands' });
    expect(refit({ ...back, found: 'a: 3\n' })).toMatchObject({ kind: 'changed' });
  });

  it('that is to go stands when it is gone', () => {
    expect(refit({ base: 'a: 1\n', target: null, found: null })).toEqual({ kind: 'stands' });
  });
});

describe('laws of fitting a change', () => {
  const value = fc.integer({ min: 0, max: 3 });
  const file = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 })
    .chain((keys) => fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), value))));
  const textOf = (entries: readonly (readonly [string, number])[]): string =>
    entries.map(([key, number]) => `${key}=${number}\n`).join('');

  it('a file that was only reordered and dated gets exactly the planned value, and is given back as it was', () => {
    fc.assert(
      fc.property(file, value, fc.string({ unit: 'grapheme-ascii', maxLength: 9 }), (entries, next, date) => {
        const [[key] = ['a']] = entries;
        const base = textOf(entries);
        const target = textOf(entries.map(([name, old]) => [name, name === key ? next : old]));
        const found = `#${date.replaceAll(/[\\\r\n]/g, '')}\n${textOf([...entries].reverse())}`;
        const edit = { format: 'properties' as const, keys: [[key]] };
        const forward = refit({ ...edit, base, target, found });
        if (base === target) return;
        expect(forward).toMatchObject({ kind: 'fits', rewritten: true });
        const after = (forward as { after: string }).after;
        const reading = { format: 'properties' as const };
        expect(meanSame(bytes(after), bytes(target), reading)).toBe(true);
        const back = refit({
          ...edit,
          base: after,
          target: found,
          found: `#later\n${textOf(entries.map(([name, old]) => [name, name === key ? next : old]))}`,
        });
        expect(meanSame(bytes((back as { after: string }).after), bytes(base), reading)).toBe(true);
      }),
    );
  });
});

describe('what was edited in a file that is written as a whole', () => {
  it('shows a value in at most 80 characters', () => {
    const words = (value: string): string => {
      const refitted = refit({ base: 'a: 1\n', target: 'b: 1\n', found: `a: ${value}\n` });
      return 'words' in refitted ? refitted.words : '';
    };
    expect(words('x'.repeat(78))).toContain(`to "${'x'.repeat(78)}")`);
    expect(words('x'.repeat(79))).toContain(`to "${'x'.repeat(79)}…)`);
  });

  it.each([
    ['a: 2\nb: 1\n', 'a person or another program changed a in plugins/CMI/config.yml (from 1 to 2)'],
    [
      'a: 2\nb: 2\n',
      'a person or another program changed a in plugins/CMI/config.yml (from 1 to 2) and 1 more',
    ],
    ['a: 2\n', 'a person or another program changed a in plugins/CMI/config.yml (from 1 to 2) and 1 more'],
  ])('%j is told by its first key, and how many more', (found, words) => {
    expect(refit({ base: 'a: 1\nb: 1\n', target: 'c: 1\n', found })).toEqual({ kind: 'changed', words });
  });
});
