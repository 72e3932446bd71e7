import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { TextChange, TextEdit } from '../format-module.js';
import type { ConfigNode, Edit, ListNode, MapEntry, MapNode, PlainValue } from '../model.js';
import { addressed, deepestThere, isAlready, nodeAtPath } from '../source/addressed.js';
import { hasComment } from '../source/has-comment.js';
import { itemAddition } from '../source/list-items.js';
import { lineEndingBefore, nextLineOf, lineStartOf } from '../source/own-lines.js';
import { EditRefusal, madeOrRefused } from '../source/refusal.js';
import { nested } from '../with-edit.js';
import { removals } from './remove-toml.js';
import { tomlKey, tomlLines, tomlOf } from './toml-value-text.js';

/** The changes for one edit of a TOML file. */
export function editToml(text: string, root: ConfigNode, edit: Edit): TextEdit {
  return madeOrRefused(edit.path, () => {
    if (edit.op === 'insert') return insertion(text, root, edit.path, edit.value);
    const target = addressed(root, edit.path);
    if (edit.op === 'unset') return removals(text, root, edit.path);
    if (isAlready(target, edit.value)) return [];
    return [replacement(text, target, edit.value)];
  });
}

function replacement(text: string, target: ConfigNode, value: PlainValue): TextChange {
  if (target.kind === 'scalar') return { ...target.span, replacement: tomlOf(value, target) };
  if (target.style === 'block')
    throw new EditRefusal(`this key holds a ${target.kind} with lines of its own; set its keys one by one`);
  if (hasComment(text, target.span, ['#'], '"\''))
    throw new EditRefusal(`the ${target.kind} holds comments that would be lost; edit it by hand`);
  const old = text.slice(target.span.start, target.span.end);
  if (!old.includes('\n') || !Array.isArray(value)) return { ...target.span, replacement: tomlOf(value) };
  const indent = /^[ \t]*/.exec(text.slice(lineStartOf(text, target.span.start)))![0];
  const unit = /\n[ \t]*?([ \t]+)[^\s\]]/.exec(old)?.[1]?.slice(indent.length) ?? '';
  const items = value as readonly PlainValue[];
  return {
    ...target.span,
    replacement: tomlLines(
      items,
      indent,
      unit === '' ? '  ' : unit,
      lineEndingBefore(text, target.span.start),
    ),
  };
}

function insertion(text: string, root: ConfigNode, path: KeyPath, value: PlainValue): TextChange[] {
  if (path.length === 0) throw new EditRefusal('the key path is empty');
  const depth = deepestThere(root, path);
  const inline = nodeAtPath(root, path.slice(0, depth))!;
  // what is written in brackets or braces can only grow inside of them
  if (depth < path.length - 1 && inline.kind !== 'scalar' && inline.style === 'flow')
    return insertion(text, root, path.slice(0, depth + 1), nested(path.slice(depth + 1), value));
  const parentPath = path.slice(0, -1);
  const parent = nodeAtPath(root, parentPath);
  if (parent === undefined) return [newTable(text, root, parentPath, path.at(-1)!, value)];
  if (nodeAtPath(parent, [path.at(-1)!])) throw new EditRefusal('this key is there already; use set');
  if (parent.kind === 'list') return newItem(text, parent, path.at(-1)!, value);
  if (parent.kind !== 'map') throw new EditRefusal('a key can only be added to a table');
  const line = `${tomlKey(String(path.at(-1)))} = ${tomlOf(value)}`;
  if (parent.style === 'flow') return [inlineInsertion(parent, line)];
  const isOpened = parent === root || text.charAt(parent.span.start) === '[';
  return [
    isOpened
      ? lineInsertion(text, parent, parent === root, line)
      : newTable(text, root, parentPath, path.at(-1)!, value),
  ];
}

function newItem(text: string, list: ListNode, index: string | number, value: PlainValue): TextChange[] {
  if (list.style === 'block') throw new EditRefusal('a table in a list of tables has to be added by hand');
  if (Number(index) !== list.items.length) throw new EditRefusal('a list item can only be added at the end');
  return itemAddition(text, list, tomlOf(value));
}

function inlineInsertion(parent: MapNode, member: string): TextChange {
  const last = parent.entries.at(-1);
  if (last === undefined) return { ...parent.span, replacement: `{ ${member} }` };
  return { start: last.value.span.end, end: last.value.span.end, replacement: `, ${member}` };
}

/** Behind the last line of the table's own keys, else directly behind its header. */
function lineInsertion(text: string, table: MapNode, isRoot: boolean, line: string): TextChange {
  const last = lastOwnEntry(table.entries);
  if (last === undefined && isRoot)
    return { start: 0, end: 0, replacement: line + lineEndingBefore(text, 0) };
  const near = last === undefined ? table.span : last.value.span;
  const indent =
    last === undefined ? '' : /^[ \t]*/.exec(text.slice(lineStartOf(text, last.keySpan.start)))![0];
  return newLines(text, nextLineOf(text, near.end), indent + line);
}

/** The entry that ends last among those written as `key = value`; sub-tables have headers of their own. */
function lastOwnEntry(entries: readonly MapEntry[]): MapEntry | undefined {
  const own = entries
    .filter(({ value }) => value.kind !== 'map' || value.style === 'flow')
    .filter(({ value }) => value.kind !== 'list' || value.style === 'flow');
  return own.reduce<MapEntry | undefined>(
    (last, entry) => (last && last.value.span.end > entry.value.span.end ? last : entry),
    undefined,
  );
}

/** `[parents]` and the key at the end of the file. */
function newTable(
  text: string,
  root: ConfigNode,
  parents: KeyPath,
  key: string | number,
  value: PlainValue,
): TextChange {
  if (
    parents.some(
      (part, depth) =>
        typeof part === 'number' || nodeAtPath(root, parents.slice(0, depth + 1))?.kind === 'list',
    )
  ) {
    throw new EditRefusal('a table inside a list of tables has to be added by hand');
  }
  const ending = lineEndingBefore(text, text.length);
  const header = `[${parents.map((part) => tomlKey(String(part))).join('.')}]`;
  const gap = text.trim() === '' ? '' : ending;
  return newLines(text, text.length, `${gap}${header}${ending}${tomlKey(String(key))} = ${tomlOf(value)}`);
}

/** Adds lines at the start of a line; keeps a missing final line ending missing. */
function newLines(text: string, offset: number, lines: string): TextChange {
  const ending = lineEndingBefore(text, offset);
  const isLineStart = offset === 0 || text.charAt(offset - 1) === '\n';
  return { start: offset, end: offset, replacement: isLineStart ? lines + ending : ending + lines };
}
