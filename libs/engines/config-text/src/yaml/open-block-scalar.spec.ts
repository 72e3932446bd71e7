import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bukkitView } from '../bukkit-view.js';
import { editConfig } from '../edit-config.js';
import { bukkitLeavesOf, leavesOf } from '../leaves-of.js';
import type { ConfigView, Edit } from '../model.js';
import { readConfig } from '../read-config.js';

function read(text: string) {
  const reading = readConfig(new TextEncoder().encode(text), 'yaml');
  if (reading.state !== 'ok') throw new Error(reading.error.message);
  return reading.root;
}

const plain = (text: string) => Object.fromEntries(leavesOf(read(text)));

function bukkit(text: string) {
  const view = bukkitView(read(text));
  return view.state === 'ok' ? Object.fromEntries(bukkitLeavesOf(view.root)) : view.error;
}

// What SnakeYAML 1.33 gives for the text itself, and for the text line by line with a line break behind each.
describe('a block scalar that ends a text without a line break', () => {
  it.each([
    ['a:\n  m: |\n    x\n    y', 'x\ny', 'x\ny\n'],
    ['a:\n  m: >\n    x\n    y', 'x y', 'x y\n'],
    ['a:\n  m: |+\n    x', 'x', 'x\n'],
    ['a:\n  m: |+\n    x\n    ', 'x\n', 'x\n\n'],
    ['a:\n  m: |\n    x\n      ', 'x\n  ', 'x\n  \n'],
    ['a:\n  m: |-\n    x', 'x', 'x'],
    ['a:\n  m: |', '', ''],
    ['a:\n  m: |+\n    ', '', '\n'],
    ['a:\n  m: |\n    x\n# the end', 'x\n', 'x\n'],
    ['a:\n  m: |\n    x\r', 'x\n', 'x\n'],
    ['a: {m: x}', 'x', 'x'],
  ])('%j is %j, and %j to Bukkit', (text, itself, byLines) => {
    expect(plain(text)).toEqual({ 'a\u001fm': `str:${itself}` });
    expect(bukkit(text)).toEqual({ 'a.m': `str:${byLines}` });
  });

  it('counts as the last of a list, of two equal keys and with an anchor, too', () => {
    expect(bukkit('a:\n- |\n  x')).toEqual({ 'a\u001f\u001f[0]': 'str:x\n' });
    expect(bukkit('a: 1\na: &all |\n  x')).toEqual({ a: 'str:x\n' });
    expect(bukkit('a:\n  ==: Thing\n  m: |\n    x')).toEqual({
      'a\u001f==': 'str:Thing',
      'a\u001fm': 'str:x\n',
    });
  });

  it('has for Bukkit, whatever it holds, the value of the same text with a line break', () => {
    const line = fc.constantFrom('x', ' y', '', '  ', '#', '- z', '\t');
    const header = fc.constantFrom('|', '>', '|+', '>+', '|-', '|2', '>1+');
    fc.assert(
      fc.property(header, fc.array(line, { maxLength: 5 }), (style, lines) => {
        const text = [`a: ${style}`, ...lines.map((one) => `  ${one}`)].join('\n');
        fc.pre(readConfig(Buffer.from(`${text}\n`), 'yaml').state === 'ok');
        expect(bukkit(text)).toEqual(bukkit(`${text}\n`));
      }),
    );
  });
});

describe('edits of a text that ends so', () => {
  const TEXT = 'b: 1\na:\n  m: |\n    x\n    y';
  const edited = (text: string, edit: Edit, view: ConfigView): string => {
    const result = editConfig(new TextEncoder().encode(text), 'yaml', [edit], { view });
    return result.state === 'edited' ? new TextDecoder().decode(result.bytes) : result.reason;
  };

  it.each<[string, Edit, string]>([
    [TEXT, { op: 'set', path: ['b'], value: 2 }, 'b: 2\na:\n  m: |\n    x\n    y'],
    [TEXT, { op: 'insert', path: ['c'], value: 3 }, `${TEXT}\nc: 3`],
    [TEXT, { op: 'insert', path: ['a', 'n'], value: 3 }, `${TEXT}\n  n: 3`],
    [TEXT, { op: 'unset', path: ['b'] }, 'a:\n  m: |\n    x\n    y'],
    [TEXT, { op: 'unset', path: ['a', 'm'] }, 'b: 1\na: {}'],
    [TEXT, { op: 'set', path: ['a', 'm'], value: 'p\nq\n' }, 'b: 1\na:\n  m: |\n    p\n    q\n'],
    [TEXT, { op: 'set', path: ['a', 'm'], value: 'p\nq' }, 'b: 1\na:\n  m: |-\n    p\n    q'],
    ['m: |\n  x\nb: 1', { op: 'unset', path: ['b'] }, 'm: |\n  x\n'],
    ['m: |-\n  x\nb: 1', { op: 'unset', path: ['b'] }, 'm: |-\n  x'],
    ['m:\n- |\n  x', { op: 'insert', path: ['m', 1], value: 'y' }, 'm:\n- |\n  x\n- y'],
    ['m: |+\n  x\n\n\n', { op: 'insert', path: ['b'], value: 1 }, 'm: |+\n  x\n\n\nb: 1\n'],
    ['m: |+\n  x\n\n   ', { op: 'insert', path: ['b'], value: 1 }, 'm: |+\n  x\n\n   \nb: 1'],
  ])('%j %j', (text, edit, result) => {
    for (const view of ['plain', 'bukkit'] as const) expect(edited(text, edit, view)).toBe(result);
  });
});
