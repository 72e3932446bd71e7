import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bukkitView } from './bukkit-view.js';
import { bukkitLeavesOf } from './leaves-of.js';
import { readConfig } from './read-config.js';
import { sameValue } from './same-value.js';
import { nodeOf } from './with-edit.js';

function viewOf(text: string, separator?: string) {
  const reading = readConfig(new TextEncoder().encode(text), 'yaml');
  if (reading.state !== 'ok') throw new Error(reading.error.message);
  return bukkitView(reading.root, separator === undefined ? {} : { separator });
}

function leaves(text: string, separator?: string): Record<string, string> {
  const view = viewOf(text, separator);
  if (view.state !== 'ok') throw new Error(view.error);
  return Object.fromEntries(bukkitLeavesOf(view.root));
}

describe('the Bukkit view', () => {
  it('takes dots in keys for separators: both spellings are one setting', () => {
    expect(leaves('a.b: 1\n')).toEqual(leaves('a: {b: 1}\n'));
    expect(leaves('a: {b: 1}\na.b: 2\n')).toEqual({ 'a.b': 'int:2' });
  });

  it('lets a dotted key replace a scalar, and says what is lost', () => {
    const view = viewOf('help_10: text\nhelp_10.5: more\n');
    expect(view).toMatchObject({
      state: 'ok',
      notices: [{ code: 'key_lost_to_section', path: ['help_10'] }],
    });
    expect(leaves('help_10: text\nhelp_10.5: more\n')).toEqual({ 'help_10.5': 'str:more' });
  });

  it('collapses runs of dots; the last one wins', () => {
    expect(leaves("'[.]': 1\n'[..]': 2\n'[...]': 3\n")).toEqual({ '[.]': 'int:3' });
  });

  it.each(['a.: 1\n', "'': 1\n", 'a: {b.: 1}\n'])('refuses %j as the server does', (text) => {
    expect(viewOf(text)).toEqual({ state: 'refused', error: 'Cannot set to an empty path' });
  });

  it.each(['2.8.0\n', '- a\n'])('refuses %j: the top is no map', (text) => {
    expect(viewOf(text)).toEqual({ state: 'refused', error: 'Top level is not a Map.' });
  });

  it('takes null for absent, and keeps a section of nulls empty', () => {
    expect(leaves('a:\nb: {c: ~}\nd: 1\n')).toEqual({ b: 'map:{}', d: 'int:1' });
  });

  it('lets a later null take an earlier value away', () => {
    expect(leaves('a.b: 1\na: {c: 2}\nd: 1\n')).toEqual({ 'a.c': 'int:2', d: 'int:1' });
  });

  it('splits keys after typing', () => {
    expect(leaves('1.10: x\non: y\n')).toEqual({ '1.1': 'str:x', true: 'str:y' });
  });

  it('keeps serialised objects and lists whole', () => {
    expect(leaves('a: {"==": Location, x.y: 1}\nb: [{c.d: 2}]\n')).toEqual({
      'a\u001f==': 'str:Location',
      'a\u001fx.y': 'int:1',
      'b\u001f\u001f[0]\u001fc.d': 'int:2',
    });
  });

  it('knows other separators', () => {
    expect(leaves('a.b: 1\nc/d: 2\n', '/')).toEqual({ 'a.b': 'int:1', 'c.d': 'int:2' });
  });

  it('is the same when it is looked at again', () => {
    const trees = fc.object({
      key: fc.constantFrom('a', 'b', 'a.b', 'b.c.d', '1'),
      maxDepth: 3,
      values: [fc.integer(), fc.constant(null)],
    });
    fc.assert(
      fc.property(trees, (tree) => {
        const once = bukkitView(nodeOf(tree as Parameters<typeof nodeOf>[0]));
        if (once.state !== 'ok') return;
        const twice = bukkitView(once.root);
        expect(twice.state === 'ok' && sameValue(once.root, twice.root)).toBe(true);
      }),
    );
  });
});
