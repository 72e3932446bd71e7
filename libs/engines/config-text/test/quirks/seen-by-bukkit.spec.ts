import { describe, expect, it } from 'vitest';
import { bukkitView, readConfig } from '../../src/index.js';
import { bukkitLeaves, bytesOf, keysOf, readQuirk } from './read-text.js';

// facts/config-quirks.md, section 4: every statement of it, in its order.
describe('what getConfig() sees', () => {
  it('a dot in a key separates: permissions, sounds, file names', () => {
    expect(bukkitLeaves("quickshop.example: 1\n'block.wood.step': 2\n'old/config.yml': 3\n")).toEqual({
      'quickshop.example': 'int:1',
      'block.wood.step': 'int:2',
      'old/config.yml': 'int:3',
    });
    expect(bukkitLeaves('a.b: 1\n')).toEqual(bukkitLeaves('a: {b: 1}\n'));
  });

  it('a dotted key makes a section of an earlier text, which is lost, and that is told', () => {
    const text = 'res_toggle_help_10: first\nres_toggle_help_10.5: second\n';
    expect(bukkitLeaves(text)).toEqual({ 'res_toggle_help_10.5': 'str:second' });
    expect(bukkitView(readQuirk(text).root)).toMatchObject({ notices: [{ code: 'key_lost_to_section' }] });
  });

  it('runs of dots are one level; the last wins', () => {
    expect(bukkitLeaves("'[.]': a\n'[..]': b\n'[...]': c\n")).toEqual({ '[.]': 'str:c' });
    expect(bukkitLeaves('".*(?i)async chat thread.*": x\n')).toEqual({ '*(?i)async chat thread.*': 'str:x' });
  });

  it.each(["'trailing.': 1\n", "'': 1\n", "? ''\n: 1\n", 'a:\n  b.: 1\n'])('%j is not loaded', (text) => {
    expect(bukkitLeaves(text)).toMatch(/Cannot (set to an|create section at) empty path/);
  });

  it('a plugin may choose another separator: then those files are loaded', () => {
    expect(bukkitLeaves("'Custom name.': x\n", '^')).toEqual({ 'Custom name.': 'str:x' });
  });

  it('null is absent; a section of nulls stays, empty', () => {
    expect(bukkitLeaves('a:\nb: 1\n')).toEqual(bukkitLeaves('b: 1\n'));
    expect(bukkitLeaves('snapshots:\n  directory:\n  other: ~\n')).toEqual({ snapshots: 'map:{}' });
  });

  it.each([
    ['on', 'true'],
    ['010', '8'],
    ['1.10', '1.1'],
  ])('the key %s is %s before it is split', (key, name) => {
    expect(bukkitLeaves(`${key}: x\n`)).toEqual({ [name]: 'str:x' });
  });

  it('line ends and the byte order mark are no content', () => {
    const text = 'a: 1\nb: |\n  x\n  y\n';
    const others = [text.replaceAll('\n', '\r\n'), text.replace('\n', '\r\n'), `\ufeff${text}`];
    for (const other of others) expect(bukkitLeaves(other)).toEqual(bukkitLeaves(text));
  });

  it('bytes that are no UTF-8 are U+FFFD, and the reader says that the next save writes them', () => {
    const reading = readConfig(Uint8Array.from([...bytesOf('a: 1\nb: '), 0xa7, ...bytesOf('x\n')]), 'yaml');
    expect(reading).toMatchObject({
      state: 'ok',
      root: { entries: [{}, { value: { value: '\ufffdx' } }] },
      notices: [{ code: 'replacement_character', line: 2 }],
    });
  });

  it('keeps the order of keys', () => {
    expect(keysOf('10: a\n9: b\nz: c\na: d\n')).toEqual(['10', '9', 'z', 'a']);
    expect(Object.keys(bukkitLeaves('z.y: 1\na: 2\nz.b: 3\n'))).toEqual(['z.y', 'z.b', 'a']);
  });

  it('a top level that is no map is not loaded', () => {
    expect([bukkitLeaves('2.8.0\n'), bukkitLeaves('- a\n')]).toEqual(
      Array.from({ length: 2 }, () => 'Top level is not a Map.'),
    );
  });
});
