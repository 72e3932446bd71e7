import { type PlainValue, TypedValue } from '../model.js';
import { isOneValue, keyTextOf, scalarText } from './write-scalar.js';

/** How new lines look in the file that is edited. */
export interface BlockStyle {
  /** Blanks by which a block is indented deeper than its parent. */
  readonly step: number;
  readonly eol: string;
}

/**
 * What stands behind `key:` for a value: ` scalar`, ` []`, ` {}` or the lines of a block, each started by a line
 * break. `indent` is the column of the key.
 */
export function valueText(value: PlainValue, indent: number, style: BlockStyle): string {
  if (isOneValue(value)) return ` ${scalarText(value, { style: 'plain', inFlow: false })}`;
  if (Array.isArray(value)) return value.length === 0 ? ' []' : listLines(value, indent + style.step, style);
  const entries = entriesOf(value);
  return entries.length === 0 ? ' {}' : mapLines(entries, indent + style.step, style);
}

function mapLines(entries: readonly BlockEntry[], indent: number, style: BlockStyle): string {
  return entries.map((entry) => style.eol + ' '.repeat(indent) + entryText(entry, indent, style)).join('');
}

/** `key: value`; the lines of a block value are indented deeper than `indent`. */
export function entryText([key, value]: BlockEntry, indent: number, style: BlockStyle): string {
  return `${keyTextOf(key, false)}:${valueText(value, indent, style)}`;
}

function listLines(items: readonly PlainValue[], indent: number, style: BlockStyle): string {
  return items.map((item) => `${style.eol}${' '.repeat(indent)}${itemText(item, indent, style)}`).join('');
}

/** `- value`; a map starts in the same line. */
export function itemText(item: PlainValue, indent: number, style: BlockStyle): string {
  if (isOneValue(item)) return `- ${scalarText(item, { style: 'plain', inFlow: false })}`;
  if (Array.isArray(item))
    return item.length === 0 ? '- []' : `-${listLines(item, indent + style.step, style)}`;
  const entries = entriesOf(item);
  if (entries.length === 0) return '- {}';
  const [first, ...rest] = entries;
  return `- ${entryText(first!, indent + 2, style)}${mapLines(rest, indent + 2, style)}`;
}

/** A value inside `[]` or `{}`, on one line. */
export function flowText(value: PlainValue): string {
  if (isOneValue(value)) return scalarText(value, { style: 'plain', inFlow: true });
  if (Array.isArray(value)) return `[${value.map((item: PlainValue) => flowText(item)).join(', ')}]`;
  return `{${entriesOf(value).map(flowEntryText).join(', ')}}`;
}

/** `key: value` inside `{}`. */
export function flowEntryText([key, value]: BlockEntry): string {
  return `${keyTextOf(key, true)}: ${flowText(value)}`;
}

export type BlockEntry = readonly [string, PlainValue];

type Mapping = Exclude<
  PlainValue,
  string | number | bigint | boolean | null | readonly PlainValue[] | TypedValue
>;

function entriesOf(value: PlainValue): readonly BlockEntry[] {
  if (value instanceof Map) return [...value];
  return Object.entries(value as Exclude<Mapping, ReadonlyMap<string, PlainValue>>);
}
