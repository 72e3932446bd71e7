import type { TextChange } from '../format-module.js';
import type { ListNode } from '../model.js';
import { lineEndingBefore, lineStartOf } from './own-lines.js';
import { EditRefusal } from './refusal.js';

/** Takes one item out of a list in brackets, with the comma or line break between it and its neighbour. */
export function itemRemoval(text: string, { items }: ListNode, index: number): TextChange {
  const { start, end } = items[index]!.span;
  const next = items[index + 1]?.span.start;
  const previous = items[index - 1]?.span.end;
  const range =
    next !== undefined
      ? { start, end: next }
      : previous !== undefined
        ? { start: previous, end }
        : { start, end };
  const around = text.slice(range.start, start) + text.slice(end, range.end);
  if (/[^\s,]/.test(around))
    throw new EditRefusal('a comment stands between this item and the next; edit it by hand');
  return { ...range, replacement: '' };
}

/** Adds an item behind the last one of a list in brackets, on a line of its own where the last one has one. */
export function itemAddition(text: string, list: ListNode, item: string): TextChange[] {
  const last = list.items.at(-1);
  const inner = { start: list.span.start + 1, end: list.span.end - 1 };
  if (last === undefined) {
    if (text.slice(inner.start, inner.end).trim() !== '')
      throw new EditRefusal('the list holds comments only; add the first item by hand');
    return [{ ...inner, replacement: item }];
  }
  const { start, end } = last.span;
  const comma = /^\s*,/.exec(text.slice(end, inner.end))?.[0].length;
  const indent = text.slice(lineStartOf(text, start), start);
  const isOwnLine = indent.trim() === '' && lineStartOf(text, start) > list.span.start;
  if (!isOwnLine) return [{ start: end, end, replacement: `, ${item}` }];
  // behind a comment of the last item, which stays with it
  const rest = /^[^\r\n]*/.exec(text.slice(end, inner.end))![0].length;
  const offset = Math.max(end + rest, end + (comma ?? 0));
  const line = lineEndingBefore(text, start) + indent + item;
  return comma === undefined
    ? [
        { start: end, end, replacement: ',' },
        { start: offset, end: offset, replacement: line },
      ]
    : [{ start: offset, end: offset, replacement: `${line},` }];
}
