import { readFileSync } from 'node:fs';
import { parse as parseToml, TomlDate } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { decodeBytes } from '../src/decode-bytes.js';
import { editConfig } from '../src/edit-config.js';
import type { ConfigNode, PlainValue, ScalarNode } from '../src/model.js';
import { readConfig } from '../src/read-config.js';
import { corpusFiles, hasCorpus } from './corpus-files.js';
import { leavesIn } from './leaves-in.js';

/** Another value of the same type; text gets what formats like to trip over. */
function otherValue(node: ScalarNode): PlainValue {
  if (node.type === 'int') return typeof node.value === 'bigint' ? node.value + 1n : Number(node.value) + 1;
  if (node.type === 'float') return Number(node.value) + 0.25;
  if (node.type === 'bool') return !node.value;
  return `${String(node.value)} x: "1" # é \\`;
}

/** At most this many keys of a file are tried: all of them in nearly every file, a spread in the few huge ones. */
const KEYS_PER_FILE = 60;

const sample = <T>(all: readonly T[]): readonly T[] => {
  const step = Math.max(1, all.length / KEYS_PER_FILE);
  return Array.from(
    { length: Math.min(all.length, KEYS_PER_FILE) },
    (_, index) => all[Math.floor(index * step)]!,
  );
};

describe.skipIf(!hasCorpus)(hasCorpus ? 'real files' : 'skipped: no corpus', () => {
  describe.each(['properties', 'json', 'toml', 'hocon'] as const)('%s', (format) => {
    const files = corpusFiles(format);

    it('all can be read, and written without an edit give the same bytes', () => {
      const unreadable: string[] = [];
      for (const file of files) {
        const bytes = readFileSync(file);
        const reading = readConfig(bytes, format);
        if (reading.state === 'unreadable') unreadable.push(`${file}: ${reading.error.message}`);
        else expect(editConfig(bytes, format, [])).toEqual({ state: 'edited', bytes, changed: [] });
      }
      expect(files.length).toBeGreaterThan(0);
      expect(unreadable).toEqual([]);
    });

    it('setting a scalar changes the bytes of this entry only; nearly every scalar can be set', () => {
      let tried = 0;
      const refusals: string[] = [];
      for (const file of files) {
        const bytes = readFileSync(file);
        const reading = readConfig(bytes, format);
        if (reading.state === 'unreadable') continue;
        const { text } = decodeBytes(bytes, 'utf8-latin1');
        for (const { path, node } of sample([...leavesIn(reading.root)])) {
          tried++;
          const result = editConfig(bytes, format, [{ op: 'set', path, value: otherValue(node) }]);
          if (result.state === 'refused') {
            refusals.push(`${file} ${path.join('.')}: ${result.reason}`);
            continue;
          }
          const after = decodeBytes(result.bytes, 'utf8-latin1').text;
          const tail = text.slice(node.span.end);
          expect(after.startsWith(text.slice(0, node.span.start)), `${file} ${path.join('.')}`).toBe(true);
          expect(after.endsWith(tail), `${file} ${path.join('.')}`).toBe(true);
        }
      }
      console.info(
        `${format}: ${files.length} files, ${tried} edits, ${refusals.length} refused`,
        refusals.slice(0, 5),
      );
      expect(tried).toBeGreaterThan(0);
      expect(refusals.length / tried).toBeLessThanOrEqual(0.03);
    });
  });

  it('reads the same values from JSON as JSON.parse, where that reads the file', () => {
    let compared = 0;
    for (const file of corpusFiles('json')) {
      const bytes = readFileSync(file);
      const expected = tryParse(bytes.toString('utf8'));
      const reading = readConfig(bytes, 'json');
      if (
        expected === undefined ||
        reading.state !== 'ok' ||
        !bytes.equals(Buffer.from(bytes.toString('utf8')))
      )
        continue;
      compared++;
      expect(JSON.stringify(plain(reading.root)), file).toBe(JSON.stringify(expected));
    }
    expect(compared).toBeGreaterThan(0);
  });

  it('reads the same values from TOML as smol-toml', () => {
    for (const file of corpusFiles('toml')) {
      const bytes = readFileSync(file);
      const reading = readConfig(bytes, 'toml');
      if (reading.state !== 'ok') throw new Error(`${file}: ${reading.error.message}`);
      expect(plain(reading.root), file).toEqual(parseToml(bytes.toString('utf8'), { useLegacyDate: true }));
    }
  });
});

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // because only what JSON.parse reads can be compared with it
    return undefined;
  }
}

function plain(node: ConfigNode): unknown {
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'map')
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  if (node.type === 'date') return new TomlDate(String(node.value));
  return typeof node.value === 'bigint' ? Number(node.value) : node.value;
}
