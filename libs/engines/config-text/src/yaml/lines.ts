import type { BlockStyle } from './write-block.js';
import { lineStartOf } from '../source/own-lines.js';
import type { YamlNode } from './node.js';

/** Offset of the line break (CRLF or LF) that ends the line of an offset, or of the end of the text. */
export function lineBreakOf(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  if (feed === -1) return text.length;
  return feed > offset && text[feed - 1] === '\r' ? feed - 1 : feed;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStartOf(text, offset);
}

/** The line break of the line of an offset, else the file's first one, else LF. */
export function eolOf(text: string, offset: number): string {
  const feed = text.indexOf('\n', offset);
  const other = feed === -1 ? text.lastIndexOf('\n', offset) : feed;
  return other > 0 && text[other - 1] === '\r' ? '\r\n' : '\n';
}

/** The file's own habits: the first nested block map says by how much blocks are indented. */
export function blockStyleOf(text: string, root: YamlNode, offset: number): BlockStyle {
  return { step: firstStep(text, root) ?? 2, eol: eolOf(text, offset) };
}

function firstStep(text: string, node: YamlNode): number | undefined {
  if (node.kind !== 'map' || node.style !== 'block') return undefined;
  for (const { key, value } of node.pairs) {
    if (value.kind !== 'map' || value.style !== 'block' || value.pairs.length === 0) continue;
    const step = columnOf(text, value.pairs[0]!.key.start) - columnOf(text, key.start);
    if (step > 0 && step < 10) return step;
  }
  return undefined;
}
