import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bukkitView } from '../src/bukkit-view.js';
import { decodeBytes, encodeText } from '../src/decode-bytes.js';
import { editConfig } from '../src/edit-config.js';
import type { ConfigNode, ConfigView, PlainValue } from '../src/model.js';
import { readConfig } from '../src/read-config.js';
import { CORPUS, corpusFiles, hasCorpus } from './corpus-files.js';
import { leavesIn } from './leaves-in.js';

/** One scalar is set in every file, and one more for each this many that the file has. */
const EVERY = 150;

/** Values of all types, and texts that look like something else. */
const VALUES: readonly PlainValue[] = [
  ...[
    'new value',
    "it's: #1",
    'true',
    '5',
    '§a&x %p%',
    '',
    'a\nb',
    '- x',
    'x:y',
    'tab\t"q"',
    '{x}',
    ' padded ',
  ],
  ...[7, -1.5, false, 2n ** 64n],
];

/** Paths of all maps that have keys, without the top one. */
function* mapsIn(
  node: ConfigNode,
  path: readonly (string | number)[] = [],
): Generator<readonly (string | number)[]> {
  if (node.kind === 'scalar') return;
  if (node.kind === 'map' && node.entries.length > 0) yield path;
  const children =
    node.kind === 'list'
      ? [...node.items.entries()]
      : node.entries.map(({ key, value }) => [key, value] as const);
  for (const [step, child] of children) yield* mapsIn(child, [...path, step]);
}

/** A reason without the names in it. */
const kindOf = (reason: string): string => reason.replace(/"[^"]*"/g, '"…"');

describe.skipIf(!hasCorpus)(hasCorpus ? 'real YAML files' : 'skipped: no corpus', () => {
  const files = hasCorpus ? corpusFiles('yaml') : [];

  it('written without an edit give the same bytes', () => {
    let lossy = 0;
    for (const file of files) {
      const bytes = readFileSync(file);
      expect(editConfig(bytes, 'yaml', [])).toEqual({ state: 'edited', bytes, changed: [] });
      const decoded = decodeBytes(bytes);
      if (decoded.lossy) lossy++;
      else expect(Buffer.from(encodeText(decoded.text, decoded)!).equals(bytes), file).toBe(true);
    }
    console.info(
      `${files.length} files give the same bytes, ${lossy} of them are no UTF-8 and are never edited`,
    );
    expect(files.length).toBeGreaterThan(0);
  });

  it.each<ConfigView>(['plain', 'bukkit'])(
    'setting one scalar changes the bytes of its entry only (%s)',
    (view) => {
      let seen = 0;
      let tried = 0;
      const refusals = new Map<string, number>();
      for (const [position, file] of files.entries()) {
        const bytes = readFileSync(file);
        const reading = readConfig(bytes, 'yaml');
        if (reading.state !== 'ok' || decodeBytes(bytes).lossy) continue;
        const seenRoot = view === 'plain' ? reading : bukkitView(reading.root);
        if (seenRoot.state !== 'ok') continue;
        const leaves = [...leavesIn(seenRoot.root)].filter(({ path }) => path.length > 0);
        const { text } = decodeBytes(bytes);
        for (
          let index = position % Math.min(EVERY, leaves.length || 1);
          index < leaves.length;
          index += EVERY
        ) {
          const { path, node } = leaves[index]!;
          const value = VALUES[(position + index) % VALUES.length]!;
          tried++;
          const result = editConfig(bytes, 'yaml', [{ op: 'set', path, value }], { view });
          if (result.state === 'refused') {
            refusals.set(kindOf(result.reason), (refusals.get(kindOf(result.reason)) ?? 0) + 1);
            continue;
          }
          const after = decodeBytes(result.bytes).text;
          const where = `${relative(CORPUS, file)} ${path.join(' > ')} = ${String(value)}`;
          expect(after.startsWith(text.slice(0, node.span.start)), where).toBe(true);
          expect(after.endsWith(text.slice(node.span.end)), where).toBe(true);
          expect(decodeBytes(result.bytes).bom, where).toBe(decodeBytes(bytes).bom);
        }
        seen += leaves.length;
      }
      const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
      const share = ((100 * (tried - refused)) / tried).toFixed(2);
      console.info(
        `${view}: ${seen} scalars in ${files.length} files, ${tried} set, ${share} % accepted`,
        refusals,
      );
      expect(tried).toBeGreaterThan(0);
      expect(refused / tried).toBeLessThanOrEqual(0.03);
    },
  );

  it('a key that is inserted and removed again leaves the same bytes', () => {
    let tried = 0;
    const refusals = new Map<string, number>();
    for (const [position, file] of files.entries()) {
      const bytes = readFileSync(file);
      const reading = readConfig(bytes, 'yaml');
      if (reading.state !== 'ok' || reading.root.kind !== 'map' || reading.root.entries.length === 0)
        continue;
      const parents = [...mapsIn(reading.root)];
      for (const parent of [[], parents[position % parents.length]!]) {
        const path = [...parent, 'a new key'];
        tried++;
        const inserted = editConfig(bytes, 'yaml', [
          { op: 'insert', path, value: VALUES[position % VALUES.length]! },
        ]);
        const removed =
          inserted.state === 'edited'
            ? editConfig(inserted.bytes, 'yaml', [{ op: 'unset', path }])
            : inserted;
        if (removed.state === 'edited') {
          expect(
            Buffer.from(removed.bytes).equals(bytes),
            `${relative(CORPUS, file)} ${path.join(' > ')}`,
          ).toBe(true);
        } else {
          refusals.set(kindOf(removed.reason), (refusals.get(kindOf(removed.reason)) ?? 0) + 1);
        }
      }
    }
    console.info(`${tried} keys inserted and removed`, refusals);
    const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
    expect(refused / tried).toBeLessThanOrEqual(0.03);
  });
});
