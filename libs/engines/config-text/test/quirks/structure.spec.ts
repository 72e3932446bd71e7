import { describe, expect, it } from 'vitest';
import { editConfig } from '../../src/index.js';
import { bytesOf, keysOf, leaves, readQuirk } from './read-text.js';

// facts/config-quirks.md, section 3: one test for every line of its table, in its order.
describe('structure of real files', () => {
  it('duplicate keys: the last wins whole, and every lost one is reported', () => {
    const text = 'leaves: 1\nshop: {a: 1}\nleaves: 2\nshop: {b: 2}\n';
    expect(leaves(text)).toEqual({ leaves: 'int:2', 'shop/b': 'int:2' });
    expect(readQuirk(text).notices.map(({ code, line }) => [code, line])).toEqual([
      ['duplicate_key', 3],
      ['duplicate_key', 4],
    ]);
  });

  it('a long number twice as a key is a duplicate, two long numbers are not', () => {
    expect(readQuirk('607560977506447921: a\n607560977506447921: b\n').notices).toHaveLength(1);
    expect(readQuirk('607560977506447921: a\n607560977506447922: b\n').notices).toHaveLength(0);
  });

  it.each(["'one\ntwo'", '"one\ntwo"', "'one\n two'"])(
    'text in quotes continued too far left: %j',
    (quoted) => {
      expect(leaves(`m:\n  text: ${quoted}\n  next: 1\n`)).toEqual({
        'm/text': 'str:one two',
        'm/next': 'int:1',
      });
    },
  );

  it('one value on one line or on two is the same value', () => {
    expect(leaves("a: 'Hello to the whole\n  wide world'\n")).toEqual(
      leaves("a: 'Hello to the whole wide world'\n"),
    );
  });

  it('block scalars keep or fold their lines', () => {
    expect(leaves('a: |\n  x\n  y\nb: >\n  x\n  y\nc: |-\n  x\n')).toEqual({
      a: 'str:x\ny\n',
      b: 'str:x y\n',
      c: 'str:x',
    });
  });

  it('anchors named by their position: a renamed one changes no value', () => {
    const file = (name: string) => `a: &${name}\n- x\nb: *${name}\n`;
    expect(leaves(file('id001'))).toEqual(leaves(file('id007')));
    expect(leaves(file('id001'))).toEqual({ 'a/[0]': 'str:x', 'b/[0]': 'str:x' });
  });

  it('merge keys are merged, own keys win', () => {
    expect(leaves('a: &x {k: 1, l: 1}\nb:\n  <<: *x\n  k: 2\n')).toMatchObject({
      'b/k': 'int:2',
      'b/l': 'int:1',
    });
  });

  it.each(['!animated', '!conditional', '!table', '!players', '!switch'])(
    'the tag %s is read as what it stands on',
    (tag) => {
      const reading = readQuirk(`a: ${tag}\n- text: x\nb: 1\n`);
      expect(reading.notices).toMatchObject([{ code: 'unknown_tag', line: 1 }]);
      expect(leaves(`a: ${tag}\n- text: x\nb: 1\n`)).toEqual({ 'a/[0]/text': 'str:x', b: 'int:1' });
    },
  );

  it('serialised objects are maps with ==', () => {
    expect(leaves('spawn:\n  ==: org.bukkit.Location\n  world: w\n')).toEqual({
      'spawn/==': 'str:org.bukkit.Location',
      'spawn/world': 'str:w',
    });
  });

  it.each(['---\na: 1\n', '---\na: 1\n...\n', '%YAML 1.1\n---\na: 1\n', '# c\n--- # c\na: 1\n'])(
    'a document mark is no content: %j',
    (text) => {
      expect(leaves(text)).toEqual({ a: 'int:1' });
    },
  );

  it('complex keys', () => {
    expect(keysOf("? ''\n: 1\n? DIAMOND_AXE --DAMAGEABLE\n: 2\n? a\n  b\n: 3\n")).toEqual([
      '',
      'DIAMOND_AXE --DAMAGEABLE',
      'a b',
    ]);
  });

  it('list items at the indentation of their key are the same list', () => {
    expect(leaves('a:\n- x\n- y\nb: 1\n')).toEqual(leaves('a:\n    - x\n    - y\nb: 1\n'));
  });

  it('a colon without a blank is part of the text', () => {
    expect(leaves('- key:value\n')).toEqual({ '/[0]': 'str:key:value' });
  });

  it.each(['', '\n', '# only a comment\n', '\ufeff'])('%j is an empty map that can be added to', (text) => {
    expect(keysOf(text)).toEqual([]);
    const result = editConfig(bytesOf(text), 'yaml', [{ op: 'insert', path: ['a'], value: 1 }]);
    expect(result.state === 'edited' && leaves(result.bytes)).toEqual({ a: 'int:1' });
  });

  it('a top level that is no map is read as what it is', () => {
    expect([leaves('2.8.0\n'), leaves('- a\n')]).toEqual([{ '': 'str:2.8.0' }, { '/[0]': 'str:a' }]);
  });

  it('comments at the head, after a value and after the last key survive an edit', () => {
    const text = '# head\n\na: 1 # after\n# between\nb: 2\n# last\n';
    const result = editConfig(bytesOf(text), 'yaml', [{ op: 'set', path: ['a'], value: 7 }]);
    expect(result.state === 'edited' && new TextDecoder().decode(result.bytes)).toBe(
      text.replace('a: 1', 'a: 7'),
    );
  });

  it('two megabytes of items are read', () => {
    const text = Array.from(
      { length: 40_000 },
      (_, index) => `item_${index}:\n  - 'minecraft:stone_${index}'\n`,
    ).join('');
    expect(text.length).toBeGreaterThan(1_500_000);
    expect(keysOf(text)).toHaveLength(40_000);
  });
});
