import type { FormatModule } from '../format-module.js';
import type { ConfigReading, ListNode, ReadLimits, ScalarNode } from '../model.js';
import { readBounded } from '../source/reading.js';

/** Any other file: a list of its lines, without their endings. Compared as lines, never edited by key. */
export const textFormat: FormatModule = {
  format: 'text',
  decoding: 'utf8-latin1',
  read: readText,
  edit: () => ({ state: 'refused', reason: 'a plain text file has no keys; edit it by hand' }),
};

/** LF, CRLF and a lone CR end a line; a final line ending starts no further line. */
export function readText(text: string, limits: ReadLimits): ConfigReading {
  return readBounded('text', text, limits, (reading): ListNode => {
    const items: ScalarNode[] = [];
    let start = 0;
    while (start < text.length) {
      const { end, next } = lineFrom(text, start);
      reading.countNode(start);
      items.push({
        kind: 'scalar',
        type: 'string',
        value: text.slice(start, end),
        span: { start, end },
        style: 'plain',
      });
      start = next;
    }
    return { kind: 'list', items, span: { start: 0, end: text.length }, style: 'block' };
  });
}

function lineFrom(text: string, start: number): { readonly end: number; readonly next: number } {
  for (let offset = start; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 10) return { end: offset, next: offset + 1 };
    if (code === 13)
      return { end: offset, next: text.charCodeAt(offset + 1) === 10 ? offset + 2 : offset + 1 };
  }
  return { end: text.length, next: text.length };
}
