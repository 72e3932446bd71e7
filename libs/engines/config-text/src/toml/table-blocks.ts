import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { ConfigNode } from '../model.js';
import { lineStartOf } from '../source/own-lines.js';

/** A header with the lines below it, up to the comments of the next header. */
export interface TableBlock {
  readonly path: KeyPath;
  readonly start: number;
  readonly end: number;
}

interface Header {
  readonly path: KeyPath;
  readonly start: number;
}

/** All `[table]` and `[[table]]` blocks of a file, in its order. */
export function tableBlocks(text: string, root: ConfigNode): TableBlock[] {
  const headers = [...headersIn(text, root, [])].sort((left, right) => left.start - right.start);
  const starts = headers.map(({ start }) => startWithComments(text, lineStartOf(text, start)));
  return headers.map(({ path }, index) => ({
    path,
    start: starts[index]!,
    end: starts[index + 1] ?? text.length,
  }));
}

function* headersIn(text: string, node: ConfigNode, path: KeyPath): Generator<Header> {
  if (node.kind === 'scalar' || node.style === 'flow') return;
  const isHeader = path.length > 0 && node.kind === 'map' && text.charAt(node.span.start) === '[';
  if (isHeader) yield { path, start: node.span.start };
  if (node.kind === 'list')
    for (const [index, item] of node.items.entries()) yield* headersIn(text, item, [...path, index]);
  else for (const { key, value } of node.entries) yield* headersIn(text, value, [...path, key]);
}

/** Comment lines directly above a header are about it, unless they reach the top of the file. */
function startWithComments(text: string, lineStart: number): number {
  let start = lineStart;
  while (start > 0) {
    const above = lineStartOf(text, start - 1);
    if (!text.slice(above, start).trimStart().startsWith('#')) return start;
    start = above;
  }
  return lineStart;
}
