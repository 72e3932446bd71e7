import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { TextChange, TextEdit } from '../format-module.js';
import type { ConfigNode, Edit, ListNode, MapNode, PlainValue, Span } from '../model.js';
import { EditRefusal, madeOrRefused } from '../source/refusal.js';
import { addressed, isAlready, nodeAtPath } from '../source/addressed.js';
import { hasComment } from '../source/has-comment.js';
import { lineEndingBefore, lineStartOf } from '../source/own-lines.js';
import { type JsonLayout, jsonOf } from './json-value-text.js';
import { jsonStringText } from './json-string.js';
import { skipTrivia } from './json-trivia.js';

const COMMENT_MARKS = ['//', '/*', '#'];

/** The changes for one edit; commas that the entry needs or leaves behind belong to it. */
export function editJson(text: string, root: ConfigNode, edit: Edit): TextEdit {
  return madeOrRefused(edit.path, () => {
    if (edit.op === 'insert') return insertion(text, root, edit.path, edit.value);
    const target = addressed(root, edit.path);
    if (edit.op === 'unset') return removal(text, root, edit.path);
    if (isAlready(target, edit.value)) return [];
    if (target.kind !== 'scalar' && hasComment(text, target.span, COMMENT_MARKS, '"\''))
      throw new EditRefusal(`the ${target.kind} holds comments that would be lost; edit it by hand`);
    return [{ ...target.span, replacement: jsonOf(edit.value, layoutOfValue(text, target)) }];
  });
}

/** The members of a container in the order of the text: `"key": value`, or the item itself. */
function membersOf(container: ConfigNode): readonly Span[] {
  if (container.kind === 'list') return container.items.map((item) => item.span);
  if (container.kind !== 'map') return [];
  const members = container.entries.map(({ keySpan, value }) => ({
    start: keySpan.start,
    end: value.span.end,
  }));
  // A key that came twice stands at its first place with its last value.
  return members.sort((left, right) => left.start - right.start);
}

function removal(text: string, root: ConfigNode, path: KeyPath): TextChange[] {
  const container = nodeAtPath(root, path.slice(0, -1))! as MapNode | ListNode;
  const member = memberOf(container, path.at(-1)!);
  const after = skipTrivia(text, member.end);
  if (text.charAt(after) === ',') return [{ ...throughComma(text, member, after), replacement: '' }];
  const previous = membersOf(container).findLast(({ end }) => end <= member.start);
  if (previous === undefined) {
    const start = blanksBefore(text, container.span.start + 1, member);
    return [{ start, end: member.end, replacement: '' }];
  }
  // The last member: the comma before it goes with it, comments between them stay.
  const comma = skipTrivia(text, previous.end);
  const between = text.slice(comma + 1, member.start);
  if (between.trim() === '') return [{ start: comma, end: member.end, replacement: '' }];
  return [
    { start: comma, end: comma + 1, replacement: '' },
    { start: blanksBefore(text, comma + 1, member), end: member.end, replacement: '' },
  ];
}

/** Where the blanks before a member begin; the line break that ends a comment there stays, unless one follows the member. */
function blanksBefore(text: string, from: number, member: Span): number {
  const lead = text.slice(from, member.start);
  const start = from + lead.trimEnd().length;
  const commented = text.slice(Math.max(from, lineStartOf(text, start)), start);
  const isBreakNeeded = /\/\/|#/.test(commented) && !/^[ \t]*(?:\r?\n|$)/.test(text.slice(member.end));
  const lineBreak = text.indexOf('\n', start);
  return isBreakNeeded && lineBreak !== -1 && lineBreak < member.start ? lineBreak + 1 : start;
}

function memberOf(container: MapNode | ListNode, key: string | number): Span {
  if (container.kind === 'list') return container.items[Number(key)]!.span;
  const { keySpan, value } = container.entries.find((entry) => entry.key === String(key))!;
  return { start: keySpan.start, end: value.span.end };
}

/** A member on lines of its own takes its whole lines with it, one among others only itself and the blank after it. */
function throughComma(text: string, member: Span, comma: number): Span {
  const lineStart = lineStartOf(text, member.start);
  const isFirstOnLine = text.slice(lineStart, member.start).trim() === '';
  const rest = /[ \t]*(\r?\n)?/y;
  rest.lastIndex = comma + 1;
  const [blanks = '', ending] = rest.exec(text) ?? [];
  if (isFirstOnLine && ending !== undefined) return { start: lineStart, end: comma + 1 + blanks.length };
  return { start: member.start, end: comma + 1 + (ending === undefined ? blanks.length : 0) };
}

function insertion(text: string, root: ConfigNode, path: KeyPath, given: PlainValue): TextChange[] {
  const { parent, key, value } = insertionFor(root, path, given);
  const members = membersOf(parent);
  const last = members.at(-1);
  const layout = layoutOf(text, parent, members);
  const member =
    parent.kind === 'map'
      ? `${jsonStringText(String(key), text)}: ${jsonOf(value, layout.ofValue)}`
      : jsonOf(value, layout.ofValue);
  if (last === undefined) {
    const inner = text.slice(parent.span.start + 1, parent.span.end - 1);
    if (inner.trim() !== '')
      throw new EditRefusal('the section holds comments only; add the first key by hand');
    const replacement = layout.breaks ? `${layout.before}${member}${layout.closing}` : member;
    return [{ start: parent.span.start + 1, end: parent.span.end - 1, replacement }];
  }
  const after = skipTrivia(text, last.end);
  if (text.charAt(after) === ',')
    return [{ start: after + 1, end: after + 1, replacement: layout.before + member }];
  const tail = text.slice(last.end, parent.span.end - 1);
  if (tail.trim() === '')
    return [{ start: last.end, end: last.end, replacement: `,${layout.before}${member}` }];
  const tailEnd = last.end + tail.trimEnd().length;
  return [
    { start: last.end, end: last.end, replacement: ',' },
    {
      start: tailEnd,
      end: tailEnd,
      replacement: layout.before.includes('\n') ? layout.before + member : `\n${member}`,
    },
  ];
}

/** The deepest container there is, the key to add to it, and the value with the sections that are missing around it. */
function insertionFor(
  root: ConfigNode,
  path: KeyPath,
  given: PlainValue,
): { parent: MapNode | ListNode; key: string | number; value: PlainValue } {
  let parent: ConfigNode = root;
  for (const [depth, key] of path.entries()) {
    if (parent.kind === 'scalar') throw new EditRefusal('the path leads through a single value');
    const child = nodeAtPath(parent, [key]);
    if (child === undefined) {
      if (parent.kind === 'list' && key !== parent.items.length)
        throw new EditRefusal('a list item can only be added at the end');
      const value = path
        .slice(depth + 1)
        .reduceRight<PlainValue>((inner, part) => new Map([[String(part), inner]]), given);
      return { parent, key, value };
    }
    parent = child;
  }
  throw new EditRefusal('this key is there already; use set');
}

interface Layout {
  readonly breaks: boolean;
  /** Between the previous member's comma and the new member. */
  readonly before: string;
  readonly ofValue: JsonLayout;
  readonly closing: string;
}

function layoutOf(text: string, parent: MapNode | ListNode, members: readonly Span[]): Layout {
  const ending = lineEndingBefore(text, parent.span.end);
  const last = members.at(-1);
  if (last !== undefined) {
    const lineStart = lineStartOf(text, last.start);
    const lead = text.slice(lineStart, last.start);
    const isOwnLine = lead.trim() === '' && lineStart > parent.span.start;
    const blank = members.length > 1 && text.charAt(last.start - 1) !== ' ' ? '' : ' ';
    return {
      breaks: isOwnLine,
      before: isOwnLine ? ending + lead : blank,
      ofValue: {
        fileText: text,
        ...(isOwnLine && { lines: { indent: lead, unit: indentUnit(text), ending } }),
      },
      closing: '',
    };
  }
  const outer = indentOf(text, parent.span.start);
  const indent = outer + indentUnit(text);
  const breaks = text.includes('\n');
  return {
    breaks,
    before: ending + indent,
    ofValue: { fileText: text, ...(breaks && { lines: { indent, unit: indentUnit(text), ending } }) },
    closing: ending + outer,
  };
}

/** A value goes on one line where the old one did, or where the file is one line. */
function layoutOfValue(text: string, old: ConfigNode): JsonLayout {
  const isFilled = old.kind === 'map' ? old.entries.length > 0 : old.kind === 'list' && old.items.length > 0;
  const where = isFilled ? text.slice(old.span.start, old.span.end) : text;
  if (!where.includes('\n')) return { fileText: text };
  const { start } = old.span;
  const lines = {
    indent: indentOf(text, start),
    unit: indentUnit(text),
    ending: lineEndingBefore(text, start),
  };
  return { fileText: text, lines };
}

/** Blanks at the start of the line an offset is on. */
const indentOf = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(lineStartOf(text, offset)))![0];

/** How much one level of this file is indented. */
const indentUnit = (text: string): string => /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
