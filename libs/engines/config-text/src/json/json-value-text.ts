import { type PlainValue, TypedValue } from '../model.js';
import { EditRefusal } from '../source/refusal.js';
import { jsonStringText } from './json-string.js';

/** How a value is laid out. */
export interface JsonLayout {
  /** The whole file: decides which characters are escaped. */
  readonly fileText: string;
  /** Sections and lists on lines of their own, else all on one line. */
  readonly lines?: {
    /** Of the line the value begins on. */
    readonly indent: string;
    /** How much one level adds. */
    readonly unit: string;
    readonly ending: string;
  };
}

/** A value as JSON text. Refuses what JSON does not have. */
export function jsonOf(value: PlainValue, layout: JsonLayout): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return jsonStringText(value, layout.fileText);
  if (typeof value === 'number') return numberText(value);
  if (value instanceof TypedValue) return typedText(value);
  if (typeof value !== 'object') return String(value);
  const { lines } = layout;
  const inner = lines && { ...lines, indent: lines.indent + lines.unit };
  const below: JsonLayout = inner === undefined ? layout : { ...layout, lines: inner };
  const isList = isListValue(value);
  const members = isList
    ? value.map((item) => jsonOf(item, below))
    : membersOf(value).map(
        ([key, item]) => `${jsonStringText(key, layout.fileText)}: ${jsonOf(item, below)}`,
      );
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) return open + close;
  if (lines === undefined || inner === undefined) return open + members.join(', ') + close;
  const lead = lines.ending + inner.indent;
  return open + lead + members.join(`,${lead}`) + lines.ending + lines.indent + close;
}

const isListValue = (value: object): value is readonly PlainValue[] => Array.isArray(value);

/** A float that JS would write without a point gets one, else it would read back as an integer. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new EditRefusal(`JSON has no ${value}`);
  if (Object.is(value, -0)) return '-0.0';
  return Number.isSafeInteger(value) ? String(value) : floatText(value);
}

function typedText({ type, value }: TypedValue): string {
  if (type === 'date') throw new EditRefusal('JSON has no dates; give the value as text');
  if (!Number.isFinite(value)) throw new EditRefusal(`JSON has no ${value}`);
  return floatText(Number(value));
}

function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The entries of a section to write, whichever way it was given. */
function membersOf(value: object): readonly (readonly [string, PlainValue])[] {
  return value instanceof Map
    ? [...(value as ReadonlyMap<string, PlainValue>)]
    : Object.entries(value as { readonly [key: string]: PlainValue });
}
