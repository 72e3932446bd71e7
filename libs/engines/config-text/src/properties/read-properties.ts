import type { ConfigReading, MapEntry, ReadLimits, ScalarNode } from '../model.js';
import { type Reading, readBounded } from '../source/reading.js';
import { type PropertyLine, propertyLines } from './property-lines.js';

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Reads a `.properties` file as `java.util.Properties` does: a flat map of text, in the order of the file. A key that
 * comes twice keeps its place and takes its last value, with a notice. Comments, and with them the date that the
 * server rewrites at every start, are not part of the tree.
 */
export function readProperties(text: string, limits: ReadLimits): ConfigReading {
  return readBounded('properties', text, limits, (reading) => {
    const entries: MapEntry[] = [];
    const indexes = new Map<string, number>();
    for (const line of propertyLines(text)) {
      reading.countNode(line.keyStart);
      if (line.lineStart === 0 && line.key.startsWith(BYTE_ORDER_MARK)) noteByteOrderMark(reading, line);
      const index = indexes.get(line.key);
      if (index === undefined) {
        indexes.set(line.key, entries.length);
        entries.push(entryOf(line));
      } else {
        entries[index] = entryOf(line);
        noteDuplicate(reading, line);
      }
    }
    return { kind: 'map', entries, span: { start: 0, end: text.length }, style: 'block' };
  });
}

function entryOf(line: PropertyLine): MapEntry {
  const value: ScalarNode = {
    kind: 'scalar',
    type: 'string',
    value: line.value,
    span: { start: line.valueStart, end: line.valueEnd },
    style: line.valueStart === line.valueEnd ? 'absent' : 'plain',
  };
  return { key: line.key, keyType: 'string', keySpan: { start: line.keyStart, end: line.keyEnd }, value };
}

function noteByteOrderMark(reading: Reading, line: PropertyLine): void {
  const key = line.key.slice(BYTE_ORDER_MARK.length);
  const what = key.startsWith('#') || key.startsWith('!') ? 'a comment' : `"${key}"`;
  const message = `the file starts with a byte order mark (U+FEFF), which Java reads as part of the first key: the server sees "\\ufeff${key}" instead of ${what}; save the file without it`;
  reading.notice('byte_order_mark', message, 0, [line.key]);
}

function noteDuplicate(reading: Reading, line: PropertyLine): void {
  reading.notice('duplicate_key', `"${line.key}" comes more than once; the last value wins`, line.keyStart, [
    line.key,
  ]);
}
