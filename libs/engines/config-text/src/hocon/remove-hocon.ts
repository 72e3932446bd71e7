import type { TextChange } from '../format-module.js';
import { nextLineOf, lineStartOf, linesToRemove, startWithOwnComments } from '../source/own-lines.js';
import type { HoconSource } from './hocon-source.js';
import type { HoconField } from './hocon-reader.js';
import { endOfBlanks, isComment } from './hocon-trivia.js';

/** One field with what belongs to it: its line and comments, or among others on a line the comma. */
export function removalOf({ text, fields }: HoconSource, field: HoconField): TextChange[] {
  const { start, end } = field.span;
  const afterValue = endOfBlanks(text, end);
  const hasComma = text.charAt(afterValue) === ',';
  const tail = endOfBlanks(text, hasComma ? afterValue + 1 : afterValue);
  const lineStart = lineStartOf(text, start);
  const isFirst = text.slice(lineStart, start).trim() === '';
  const isLast = tail >= text.length || text.charAt(tail) === '\n' || isComment(text, tail);
  if (isFirst && isLast) {
    const lineEnd = nextLineOf(text, tail);
    const from = startWithOwnComments(text, lineStart, lineEnd, (line) => /^(?:#|\/\/)/.test(line));
    return [{ ...linesToRemove(text, from, lineEnd), replacement: '' }];
  }
  if (hasComma) return [{ start, end: tail, replacement: '' }];
  const before = fields.filter(({ container }) => container === field.container);
  const previous = before.findLast(({ span }) => span.end <= start);
  const comma = previous === undefined ? -1 : text.indexOf(',', previous.span.end);
  const isDirectlyAfter = comma >= 0 && text.slice(previous!.span.end, start).trim() === ',';
  return [{ start: isDirectlyAfter ? previous!.span.end : start, end, replacement: '' }];
}
