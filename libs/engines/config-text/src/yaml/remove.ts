import type { TextChange } from '../format-module.js';
import { READ_LIMITS } from '../model.js';
import { compose } from './compose.js';
import { columnOf, lineBreakOf } from './lines.js';
import { lineStartOf, nextLineOf } from '../source/own-lines.js';
import { type Located, type Parent, LocateRefusal } from './locate.js';
import { lastOf } from './node.js';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Removes an entry or a list item together with the comment lines that stand directly above it. */
export function removed(text: string, location: Located): TextChange[] {
  const parent = location.parents.at(-1);
  if (parent === undefined) throw new LocateRefusal('the whole file cannot be removed');
  if (location.duplicates > 0)
    throw new LocateRefusal('the key is there twice: removing the last one would bring back the first');
  if (location.node.anchor !== undefined) throw new LocateRefusal('the value has an anchor');
  if (parent.style === 'flow') return [removedFromFlow(text, parent, location)];
  const index = indexIn(parent, location);
  const own = ownRange(text, parent, index, location);
  const size = parent.kind === 'list' ? parent.items.length : parent.pairs.length;
  if (size === 1) return removedOnly(text, location, parent, own);
  const isFirstInLine = text.slice(lineStartOf(text, own.start), own.start).trim() === '';
  if (!isFirstInLine) return [removedCompact(text, parent, index, own)];
  return [wholeLines(text, own)];
}

function indexIn(parent: Parent, location: Located): number {
  return parent.kind === 'list'
    ? parent.items.findIndex((item) => item === location.node)
    : parent.pairs.findIndex((pair) => pair === location.pair);
}

/** From the key or the dash to the end of the value. */
function ownRange(text: string, parent: Parent, index: number, location: Located): Range {
  if (parent.kind === 'map') {
    const { key, value } = parent.pairs[index]!;
    const before = text.slice(lineStartOf(text, key.start), key.start);
    if (/\?\s*$/.test(before)) throw new LocateRefusal('the key is written with "?"');
    return { start: key.start, end: Math.max(key.end, value.end) };
  }
  const from = index === 0 ? parent.start : parent.items[index - 1]!.end;
  const dash = index === 0 ? parent.start : dashAfter(text, from);
  if (text[dash] !== '-' || dash > location.node.start)
    throw new LocateRefusal('the dash of the list item was not found');
  return { start: dash, end: Math.max(dash + 1, location.node.end) };
}

/** The dash of the next item: the first one behind `from` that starts a line. */
function dashAfter(text: string, from: number): number {
  for (let offset = nextLineOf(text, from); offset < text.length; offset = nextLineOf(text, offset)) {
    const content = offset + /^ */.exec(text.slice(offset, lineBreakOf(text, offset)))![0].length;
    if (text[content] === '-') return content;
    if (text[content] !== '#' && content !== lineBreakOf(text, offset)) break;
  }
  return -1;
}

function wholeLines(text: string, own: Range): TextChange {
  const start = withCommentsAbove(text, lineStartOf(text, own.start), columnOf(text, own.start));
  const end = nextLineOf(text, own.end);
  const endsFile = end === text.length && !text.endsWith('\n');
  if (!endsFile || start === 0) return { start, end, replacement: '' };
  const before = text.slice(0, start);
  // A block scalar that the text would end in needs the line break that it has
  if (endsOpen(before.trimEnd())) return { start, end, replacement: '' };
  // the last line keeps having no line break
  return { start: text[start - 2] === '\r' ? start - 2 : start - 1, end, replacement: '' };
}

/** Whether a text without a last line break ends in a block scalar to which that line break makes a difference. */
function endsOpen(text: string): boolean {
  const last = lastOf(compose(text, READ_LIMITS));
  return last?.kind === 'scalar' && last.byLines !== undefined;
}

function withCommentsAbove(text: string, lineStart: number, column: number): number {
  let start = lineStart;
  while (start > 0) {
    const above = lineStartOf(text, start - 1);
    const line = text.slice(above, start);
    const isOwn = line.trim().startsWith('#') && line.indexOf('#') === column;
    if (!isOwn) break;
    start = above;
  }
  // a comment block that reaches the top of the file is the file's header, not the entry's
  return start === 0 && lineStart > 0 ? lineStart : start;
}

/** The first entry behind a dash: the next one takes its place. */
function removedCompact(text: string, parent: Parent, index: number, own: Range): TextChange {
  if (index !== 0 || parent.kind !== 'map')
    throw new LocateRefusal('the item starts in the line of its parent');
  const next = parent.pairs[1]!.key.start;
  if (/[^\s]/.test(text.slice(own.end, next)))
    throw new LocateRefusal('a comment stands between this key and the next one');
  return { start: own.start, end: next, replacement: '' };
}

/** The only entry: the parent stays, empty. */
function removedOnly(text: string, location: Located, parent: Parent, own: Range): TextChange[] {
  const empty = parent.kind === 'list' ? '[]' : '{}';
  if (parent.anchor !== undefined || parent.tag !== undefined)
    throw new LocateRefusal('the parent has an anchor or a tag');
  const isFirstInLine = text.slice(lineStartOf(text, own.start), own.start).trim() === '';
  const grandparent = location.parents.at(-2);
  if (!isFirstInLine) return [{ start: own.start, end: own.end, replacement: empty }];
  if (grandparent === undefined) return [{ start: own.start, end: own.end, replacement: empty }];
  const holder = lineStartOf(text, own.start) - 1;
  const before = text.slice(0, holder + 1).trimEnd();
  const isDirect = before.endsWith(':') && text.slice(before.length, own.start).trim() === '';
  if (!isDirect) return [{ start: own.start, end: own.end, replacement: empty }];
  return [{ start: before.length, end: before.length, replacement: ` ${empty}` }, wholeLines(text, own)];
}

/** An item of `[]` or `{}` with one comma. */
function removedFromFlow(text: string, parent: Parent, location: Located): TextChange {
  const index = indexIn(parent, location);
  const ranges = (parent.kind === 'list' ? parent.items : parent.pairs).map((item): Range => {
    return 'key' in item ? { start: item.key.start, end: Math.max(item.key.end, item.value.end) } : item;
  });
  const own = ranges[index]!;
  const next = ranges[index + 1];
  if (next !== undefined) return { start: own.start, end: next.start, replacement: '' };
  const previous = ranges[index - 1];
  if (previous !== undefined) return { start: previous.end, end: own.end, replacement: '' };
  // the only item: a comma behind it would be a mistake in empty brackets
  const comma = /^\s*,/.exec(text.slice(own.end))?.[0].length ?? 0;
  return { start: own.start, end: own.end + comma, replacement: '' };
}
