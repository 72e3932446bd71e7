import type { TextChange, TextEdit } from '../format-module.js';
import type { ConfigNode, Edit } from '../model.js';
import { lineEndingBefore, linesToRemove, startWithOwnComments } from '../source/own-lines.js';
import { EditRefusal, madeOrRefused } from '../source/refusal.js';
import { escapedKey, escapedValue, propertyStyleOf } from './escape-property.js';
import { type PropertyLine, propertyLines } from './property-lines.js';

/**
 * The changes for one edit. A value is escaped so that Java reads back exactly it, in the style of what stood there;
 * an unset takes out every line of the key, for an earlier duplicate would come back otherwise.
 */
export function editProperties(text: string, _root: ConfigNode, edit: Edit): TextEdit {
  return madeOrRefused(edit.path, () => {
    const [key, ...rest] = edit.path;
    if (key === undefined || rest.length > 0) {
      throw new EditRefusal('a properties file has no sections: give the whole key as one part of the path');
    }
    const all = [...propertyLines(text)];
    const found = all.filter((line) => line.key === String(key));
    if (edit.op === 'insert') return insertChanges(text, all, found, String(key), edit.value);
    if (found.length === 0) throw new EditRefusal(`"${key}" is not in this file`);
    return edit.op === 'set'
      ? setChanges(text, found.at(-1)!, edit.value)
      : found.map((line) => removal(text, line));
  });
}

function propertyText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new EditRefusal('properties hold text only: give the value as text');
}

function setChanges(text: string, line: PropertyLine, given: unknown): TextChange[] {
  const value = propertyText(given);
  if (value === line.value) return [];
  const rawValue = text.slice(line.valueStart, line.valueEnd);
  const separator = text.slice(line.keyEnd, line.valueStart);
  // A blank as separator would swallow a `=` that the value begins with.
  const replacement = escapedValue(value, propertyStyleOf(text, rawValue));
  const isBare = !/[=:]/.test(separator);
  const safe = isBare && /^[=:]/.test(replacement) ? `\\${replacement}` : replacement;
  return [
    { start: line.valueStart, end: line.valueEnd, replacement: separator === '' ? `=${replacement}` : safe },
  ];
}

function removal(text: string, line: PropertyLine): TextChange {
  const start = startWithOwnComments(text, line.lineStart, line.lineEnd, (above) => /^[#!]/.test(above));
  return { ...linesToRemove(text, start, line.lineEnd), replacement: '' };
}

function insertChanges(
  text: string,
  all: readonly PropertyLine[],
  found: readonly PropertyLine[],
  key: string,
  given: unknown,
): TextChange[] {
  if (found.length > 0) throw new EditRefusal(`"${key}" is there already; use set`);
  const last = all.at(-1);
  const style = propertyStyleOf(text, last ? text.slice(last.valueStart, last.valueEnd) : '');
  const near = last && text.slice(last.keyEnd, last.valueStart);
  const separator = near && /^[ \t]*[=:][ \t]*$/.test(near) ? near : '=';
  const line = `${escapedKey(key, style)}${separator}${escapedValue(propertyText(given), style)}`;
  const ending = lineEndingBefore(text, text.length);
  const endsLine = text === '' || /[\r\n]$/.test(text);
  const replacement = endsLine ? line + ending : ending + line;
  return [{ start: text.length, end: text.length, replacement }];
}
