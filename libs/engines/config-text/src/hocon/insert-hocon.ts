import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { TextChange } from '../format-module.js';
import type { PlainValue } from '../model.js';
import { deepestThere, nodeAtPath } from '../source/addressed.js';
import { itemAddition } from '../source/list-items.js';
import { lineEndingBefore, nextLineOf, lineStartOf } from '../source/own-lines.js';
import { EditRefusal } from '../source/refusal.js';
import { nested } from '../with-edit.js';
import type { HoconSource } from './hocon-source.js';
import type { HoconContainer, HoconField } from './hocon-reader.js';
import { endOfBlanks } from './hocon-trivia.js';
import { hoconKey, hoconOf } from './hocon-value-text.js';

/** A new field in the innermost braces around its key; sections that have none are written as a path. */
export function insertion(source: HoconSource, path: KeyPath, value: PlainValue): TextChange[] {
  refuseUnlessNew(source, path);
  const depth = deepestThere(source.root, path);
  const parent = nodeAtPath(source.root, path.slice(0, depth));
  if (parent?.kind === 'list') {
    if (Number(path[depth]) !== parent.items.length)
      throw new EditRefusal('a list item can only be added at the end');
    return itemAddition(source.text, parent, hoconOf(nested(path.slice(depth + 1), value)));
  }
  const container = innermost(source, path);
  const own = source.fields.filter((field) => field.container === container);
  const last = own.at(-1);
  const key = path.slice(container.path.length).map((part) => hoconKey(String(part)));
  const field = `${key.join('.')}${separatorLike(source.text, last)}${hoconOf(value)}`;
  if (last === undefined) return [intoEmpty(source, container, field)];
  const hasCommas = source.text.charAt(endOfBlanks(source.text, own[0]!.span.end)) === ',';
  return behind(source.text, container, last, field, hasCommas);
}

function refuseUnlessNew({ root }: HoconSource, path: KeyPath): void {
  if (nodeAtPath(root, path)) throw new EditRefusal('this key is there already; use set');
  for (let depth = path.length - 1; depth > 0; depth--) {
    const parent = nodeAtPath(root, path.slice(0, depth));
    if (parent?.kind === 'scalar') throw new EditRefusal('the path leads through a single value');
  }
}

function innermost({ containers }: HoconSource, path: KeyPath): HoconContainer {
  const around = containers.filter(
    (container) =>
      container.path.length < path.length &&
      container.path.every((part, index) => String(part) === String(path[index])),
  );
  // of equally deep ones the last: what is written later wins
  return around.reduce((best, next) => (next.path.length >= best.path.length ? next : best));
}

/** `=` or `:` with its blanks, as in the field before. */
function separatorLike(text: string, last: HoconField | undefined): string {
  const written = last === undefined ? '' : text.slice(last.keyEnd, last.value.start);
  return /^[ \t]*[:=][ \t]*$/.test(written) ? written : ' = ';
}

function intoEmpty({ text }: HoconSource, { span, isBraced }: HoconContainer, field: string): TextChange {
  const ending = lineEndingBefore(text, span.end);
  if (!isBraced) {
    const isLineStart = text === '' || text.endsWith('\n');
    return {
      start: text.length,
      end: text.length,
      replacement: isLineStart ? field + ending : ending + field,
    };
  }
  const inside = text.slice(span.start, span.end);
  if (inside.trim() !== '')
    throw new EditRefusal('the section holds comments only; add the first key by hand');
  if (!inside.includes('\n')) return { ...span, replacement: ` ${field} ` };
  const indent = /^[ \t]*/.exec(text.slice(lineStartOf(text, span.start)))![0];
  return { ...span, replacement: `${ending}${indent}  ${field}${ending}${indent}` };
}

/** On a line of its own where the last field has one, else on the same line with a comma. */
function behind(
  text: string,
  container: HoconContainer,
  last: HoconField,
  field: string,
  hasCommas: boolean,
): TextChange[] {
  const { start, end } = last.span;
  const lineStart = lineStartOf(text, start);
  const indent = text.slice(lineStart, start);
  const lineEnd = nextLineOf(text, end);
  const comma = endOfBlanks(text, end);
  const hasComma = text.charAt(comma) === ',';
  const isInline = indent.trim() !== '' || (container.isBraced && container.span.end < lineEnd);
  if (isInline) {
    const index = hasComma ? comma + 1 : end;
    return [{ start: index, end: index, replacement: hasComma ? ` ${field}` : `, ${field}` }];
  }
  const ending = lineEndingBefore(text, lineEnd);
  const line =
    text.charAt(lineEnd - 1) === '\n' ? `${indent}${field}${ending}` : `${ending}${indent}${field}`;
  const newLine = { start: lineEnd, end: lineEnd, replacement: line };
  return hasCommas && !hasComma ? [{ start: end, end, replacement: ',' }, newLine] : [newLine];
}
