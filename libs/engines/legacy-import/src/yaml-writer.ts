import { isList, isMap, SpelledNumber, type LegacyValue } from './legacy-value.js';

/** Words and shapes that a YAML 1.1 reader would not take for text. */
const TYPED = /^(y|n|yes|no|on|off|true|false|null|~|=|<<|[-+]?[0-9.].*|[-+]?\.(inf|nan)|.*:)$/i;
const PLAIN = /^[A-Za-z_/][A-Za-z0-9_ ./+()-]*$/;

/** Writes a map of sections as YAML text that the game's reader reads back to exactly these types. */
export function writeYaml(root: ReadonlyMap<string, LegacyValue>): string {
  const lines: string[] = [];
  writeMap(root, 0, lines);
  return lines.length === 0 ? '{}\n' : `${lines.join('\n')}\n`;
}

function writeMap(map: ReadonlyMap<string, LegacyValue>, indent: number, lines: string[]): void {
  for (const [key, value] of map) writeEntry(`${' '.repeat(indent)}${text(key)}:`, value, indent, lines);
}

function writeEntry(head: string, value: LegacyValue, indent: number, lines: string[]): void {
  if (isList(value) && value.length > 0) {
    lines.push(head);
    for (const item of value) writeItem(item, indent, lines);
  } else if (isMap(value) && value.size > 0) {
    lines.push(head);
    writeMap(value, indent + 2, lines);
  } else {
    lines.push(`${head} ${scalar(value)}`);
  }
}

function writeItem(item: LegacyValue, indent: number, lines: string[]): void {
  const pad = ' '.repeat(indent);
  if ((isList(item) && item.length > 0) || (isMap(item) && item.size > 0)) {
    const inner: string[] = [];
    if (isList(item)) for (const sub of item) writeItem(sub, indent + 2, inner);
    else writeMap(item as ReadonlyMap<string, LegacyValue>, indent + 2, inner);
    inner[0] = `${pad}- ${inner[0]!.slice(indent + 2)}`;
    lines.push(...inner);
  } else {
    lines.push(`${pad}- ${scalar(item)}`);
  }
}

/** Scalars and empty collections. */
function scalar(value: LegacyValue): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value);
  if (value instanceof SpelledNumber) return number(value.source);
  return isList(value) ? '[]' : '{}';
}

/** Python's spelling of a number in YAML 1.1's: `1e-05` is a float only with a sign or a dot that its reader knows. */
function number(source: string): string {
  const special = /^([-+]?)(inf|nan)$/.exec(source);
  if (special) return special[2] === 'nan' ? '.nan' : `${special[1]}.inf`;
  return source;
}

function text(value: string): string {
  if (PLAIN.test(value) && !TYPED.test(value) && !value.endsWith(' ')) return value;
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]/.test(value)) return doubleQuoted(value);
  return `'${value.replaceAll("'", "''")}'`;
}

function doubleQuoted(value: string): string {
  // JSON escapes are YAML escapes; what JSON leaves bare but a line-based reader may split on is escaped as well.
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
