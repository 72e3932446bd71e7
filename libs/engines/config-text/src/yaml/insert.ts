import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { TextChange } from '../format-module.js';
import type { PlainValue } from '../model.js';
import { nested } from '../with-edit.js';
import { blockStyleOf, columnOf, eolOf, lineBreakOf } from './lines.js';
import { lineStartOf } from '../source/own-lines.js';
import { type NotLocated, type Parent, LocateRefusal } from './locate.js';
import { lastOf, type YamlNode } from './node.js';
import { type BlockStyle, entryText, flowEntryText, flowText, itemText } from './write-block.js';

/** The first key of a file that has none: behind whatever comments there are. */
export function insertRoot(text: string, path: KeyPath, value: PlainValue): TextChange[] {
  if (path.length === 0) throw new LocateRefusal('the path is empty');
  const eol = eolOf(text, 0);
  const [key, ...rest] = path;
  const entry = entryText([String(key), nested(rest, value)], 0, { step: 2, eol });
  const needsBreak = text !== '' && !text.endsWith('\n');
  const replacement = needsBreak ? eol + entry : entry + eol;
  return [{ start: text.length, end: text.length, replacement }];
}

/** Adds an entry at the end of the deepest parent that exists; the missing ones are created with it. */
export function insertInto(
  text: string,
  root: YamlNode,
  location: NotLocated,
  path: KeyPath,
  value: PlainValue,
): TextChange[] {
  const { last } = location;
  const step = path[location.depth]!;
  const inner = nested(path.slice(location.depth + 1), value);
  if (last.kind === 'scalar')
    return [insertUnderNothing(text, root, location, nested(path.slice(location.depth), value))];
  if (last.kind === 'list' && Number(step) !== last.items.length) {
    throw new LocateRefusal(
      `the list has ${last.items.length} items: the next one is [${last.items.length}]`,
    );
  }
  if (last.style === 'flow') return [insertIntoFlow(text, last, step, inner)];
  return [insertIntoBlock(text, last, step, inner, blockStyleOf(text, root, last.start))];
}

function insertIntoBlock(
  text: string,
  parent: Parent,
  step: string | number,
  value: PlainValue,
  style: BlockStyle,
): TextChange {
  const isMap = parent.kind === 'map';
  const first = isMap ? parent.pairs[0]!.key.start : parent.start;
  if (!isMap && text[first] !== '-') throw new LocateRefusal('the list has an anchor or a tag');
  const indent = columnOf(text, first);
  const line = isMap ? entryText([String(step), value], indent, style) : itemText(value, indent, style);
  const own = ' '.repeat(indent) + line;
  const offset = lineBreakOf(text, parent.end);
  const endOfChomped = endOfKeptLines(text, lastOf(parent), offset);
  if (endOfChomped === undefined) return { start: offset, end: offset, replacement: style.eol + own };
  const startsLine = endOfChomped === lineStartOf(text, endOfChomped);
  return {
    start: endOfChomped,
    end: endOfChomped,
    replacement: startsLine ? own + style.eol : style.eol + own,
  };
}

/** Behind the empty lines that a `|+` or `>+` keeps as its own; undefined for any other value. */
function endOfKeptLines(text: string, last: YamlNode | undefined, lineEnd: number): number | undefined {
  if (last?.kind !== 'scalar' || (last.style !== 'literal' && last.style !== 'folded')) return undefined;
  if (!/^[|>][1-9]?\+/.test(text.slice(last.textStart, last.textStart + 3))) return undefined;
  return lineEnd + /^\s*(?:[\r\n]|$)|/.exec(text.slice(lineEnd))![0].length;
}

function insertIntoFlow(text: string, parent: Parent, step: string | number, value: PlainValue): TextChange {
  const entry = parent.kind === 'map' ? flowEntryText([String(step), value]) : flowText(value);
  const items = parent.kind === 'map' ? parent.pairs.map((pair) => pair.value) : parent.items;
  const last = items.at(-1);
  const keyEnd = parent.kind === 'map' ? (parent.pairs.at(-1)?.key.end ?? 0) : 0;
  const offset = last === undefined ? parent.end - 1 : Math.max(last.end, keyEnd);
  if (last === undefined && !/^[[{]\s*[\]}]$/.test(text.slice(parent.start, parent.end))) {
    throw new LocateRefusal('a comment stands inside the empty brackets');
  }
  return { start: offset, end: offset, replacement: last === undefined ? entry : `, ${entry}` };
}

const isWrittenNull = (node: YamlNode): boolean =>
  node.kind === 'scalar' &&
  node.style === 'plain' &&
  node.tag === undefined &&
  node.anchor === undefined &&
  /^(?:~|null|Null|NULL)$/.test(node.text);

/** `key:` without a value becomes a section, and so does a `~` or `null` that is written out. */
function insertUnderNothing(
  text: string,
  root: YamlNode,
  location: NotLocated,
  value: PlainValue,
): TextChange {
  const { last, lastPair } = location;
  if (isWrittenNull(last)) return { start: last.start, end: last.end, replacement: flowText(value) };
  if (
    last.kind !== 'scalar' ||
    last.style !== 'absent' ||
    last.tag !== undefined ||
    last.anchor !== undefined
  ) {
    throw new LocateRefusal('the parent has a value of its own');
  }
  if (lastPair === undefined || text[last.start - 1] !== ':' || location.parents.at(-1)?.style !== 'block') {
    throw new LocateRefusal('there is no place for a section here');
  }
  const style = blockStyleOf(text, root, last.start);
  const indent = columnOf(text, lastPair.key.start) + style.step;
  const [entry] = value instanceof Map ? [...value] : [];
  if (entry === undefined) throw new LocateRefusal('nothing to insert');
  const offset = lineBreakOf(text, last.start);
  return {
    start: offset,
    end: offset,
    replacement: style.eol + ' '.repeat(indent) + entryText(entry, indent, style),
  };
}
