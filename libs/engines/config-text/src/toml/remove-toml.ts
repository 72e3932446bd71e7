import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { TextChange } from '../format-module.js';
import type { ConfigNode, MapNode } from '../model.js';
import { nodeAtPath } from '../source/addressed.js';
import { itemRemoval } from '../source/list-items.js';
import {
  lineEndingBefore,
  nextLineOf,
  lineStartOf,
  linesToRemove,
  startWithOwnComments,
} from '../source/own-lines.js';
import { EditRefusal } from '../source/refusal.js';
import { type TableBlock, tableBlocks } from './table-blocks.js';
import { tomlKey } from './toml-value-text.js';

/** Takes out a key, an item of a list, or a table with everything below it, wherever its parts stand. */
export function removals(text: string, root: ConfigNode, path: KeyPath): TextChange[] {
  const parent = nodeAtPath(root, path.slice(0, -1))!;
  const key = path.at(-1)!;
  const target = nodeAtPath(parent, [key])!;
  if (parent.kind === 'list' && parent.style === 'flow') return [itemRemoval(text, parent, Number(key))];
  if (parent.kind === 'map' && parent.style === 'flow') return [inlineRemoval(parent, String(key))];
  const blocks = tableBlocks(text, root).filter((block) => isWithin(block.path, path));
  const heir = blocks.length > 0 ? headerOfEmpty(text, parent, path) : '';
  const changes: TextChange[] = joined(blocks).map((range, index) => ({
    ...range,
    replacement: index === 0 ? heir : '',
  }));
  const lines = parent.kind === 'map' ? ownLines(parent, String(key), target) : [];
  for (const { start, end } of lines) {
    if (blocks.some((block) => block.start <= start && end <= block.end)) continue;
    changes.push(lineRemoval(text, start, end));
  }
  return changes;
}

/** A table that is there only as part of the header that goes gets a header of its own: it stays, empty. */
function headerOfEmpty(text: string, parent: ConfigNode, path: KeyPath): string {
  const isOnlyPart =
    path.length > 1 &&
    parent.kind === 'map' &&
    parent.entries.length === 1 &&
    text.charAt(parent.span.start) !== '[';
  if (!isOnlyPart || path.some((part) => typeof part === 'number')) return '';
  return `[${path
    .slice(0, -1)
    .map((part) => tomlKey(String(part)))
    .join('.')}]${lineEndingBefore(text, text.length)}`;
}

const isWithin = (path: KeyPath, outer: KeyPath): boolean =>
  path.length >= outer.length && outer.every((part, index) => String(part) === String(path[index]));

/** Neighbouring blocks as one range: the comments of the second are not kept between them. */
function joined(blocks: readonly TableBlock[]): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { start, end } of blocks) {
    const last = ranges.at(-1);
    if (last?.end === start) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}

/** From key to value of every `key = value` at or below an entry that has lines of its own. */
function* ownLines(
  parent: MapNode,
  key: string,
  target: ConfigNode,
): Generator<{ start: number; end: number }> {
  const entry = parent.entries.find((one) => one.key === key)!;
  if (target.kind === 'scalar' || target.style === 'flow') {
    yield { start: entry.keySpan.start, end: target.span.end };
  } else if (target.kind === 'map') {
    for (const below of target.entries) yield* ownLines(target, below.key, below.value);
  } else {
    for (const item of target.items)
      if (item.kind === 'map')
        for (const below of item.entries) yield* ownLines(item, below.key, below.value);
  }
}

function lineRemoval(text: string, keyStart: number, valueEnd: number): TextChange {
  const start = lineStartOf(text, keyStart);
  const end = nextLineOf(text, valueEnd);
  const from = startWithOwnComments(text, start, end, (line) => line.startsWith('#'));
  return { ...linesToRemove(text, from, end), replacement: '' };
}

/** With the comma behind it, or for the last entry the comma before it. */
function inlineRemoval(parent: MapNode, key: string): TextChange {
  const index = parent.entries.findIndex((entry) => entry.key === key);
  const { keySpan, value } = parent.entries[index]!;
  if (value.kind === 'map' && value.style === 'block')
    throw new EditRefusal('this table is written as a path inside braces; edit it by hand');
  const next = parent.entries[index + 1];
  if (next !== undefined) return { start: keySpan.start, end: next.keySpan.start, replacement: '' };
  const previous = parent.entries[index - 1];
  return { start: previous?.value.span.end ?? keySpan.start, end: value.span.end, replacement: '' };
}
