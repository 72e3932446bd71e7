import type { ScalarType } from '../model.js';
import { narrowed } from '../with-edit.js';

/** SnakeYAML 1.33's implicit types, tried in this order (facts of its `Resolver`); anything else is text. */
const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INT =
  /^(?:[-+]?0b_*[01][01_]*|[-+]?0_*[0-7][0-7_]*|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x_*[0-9a-fA-F][0-9a-fA-F_]*|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/;

/** Longer texts are not tried as numbers, nor timestamps, as in SnakeYAML. */
const LONGEST_NUMBER = 1024;
const LONGEST_TIMESTAMP = 50;

export interface ResolvedScalar {
  readonly type: ScalarType;
  readonly value: string | number | bigint | boolean | null;
}

/** `merge` is the type of a plain `<<`, which matters for keys only. */
export type PlainType = 'string' | 'bool' | 'int' | 'float' | 'null' | 'date' | 'merge';

/** The implicit type of a plain scalar. */
export function plainType(text: string): PlainType {
  if (text === '') return 'null';
  const first = text.charCodeAt(0);
  if ((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e) {
    return numberType(text, first);
  }
  switch (first) {
    case 0x79: // y
    case 0x59:
    case 0x74: // t
    case 0x54:
    case 0x66: // f
    case 0x46:
    case 0x6f: // o
    case 0x4f:
      return text.length <= 5 && BOOL.test(text) ? 'bool' : 'string';
    case 0x6e: // n
    case 0x4e:
      if (text.length > 4) return 'string';
      if (BOOL.test(text)) return 'bool';
      return text === 'null' || text === 'Null' || text === 'NULL' ? 'null' : 'string';
    case 0x7e:
      return text === '~' ? 'null' : 'string';
    case 0x3c:
      return text === '<<' ? 'merge' : 'string';
    default:
      return 'string';
  }
}

function numberType(text: string, first: number): PlainType {
  if (isShortDecimal(text, first)) return 'int';
  if (text.length > LONGEST_NUMBER) return 'string';
  if (first !== 0x2e && INT.test(text)) return 'int';
  if (FLOAT.test(text)) return 'float';
  const isTimestamp = text.length <= LONGEST_TIMESTAMP && text.charCodeAt(4) === 0x2d && TIMESTAMP.test(text);
  return isTimestamp ? 'date' : 'string';
}

/** `1` to `999999999999999`: by far the most common numbers. */
function isShortDecimal(text: string, first: number): boolean {
  const { length } = text;
  if (length === 0 || length > 15 || first < 0x31 || first > 0x39) return false;
  for (let offset = 1; offset < length; offset++) {
    const code = text.charCodeAt(offset);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

/** The value of an integer as `ConstructYamlInt` reads it; undefined where Java throws. */
export function intValue(text: string): number | bigint | undefined {
  if (isShortDecimal(text, text.charCodeAt(0))) return Number(text);
  const digits = text.replaceAll('_', '');
  const isNegative = digits.startsWith('-');
  const bare = isNegative || digits.startsWith('+') ? digits.slice(1) : digits;
  const value = unsignedInt(bare);
  if (value === undefined) return undefined;
  return narrowed(isNegative ? -value : value);
}

function unsignedInt(bare: string): bigint | undefined {
  if (bare === '0') return 0n;
  if (bare.startsWith('0b')) return /^0b[01]+$/.test(bare) ? BigInt(bare) : undefined;
  if (bare.startsWith('0x')) return /^0x[0-9a-fA-F]+$/.test(bare) ? BigInt(bare) : undefined;
  if (bare.startsWith('0')) return /^0[0-7]+$/.test(bare) ? BigInt(`0o${bare.slice(1)}`) : undefined;
  if (bare.includes(':')) {
    if (!/^[0-9]+(:[0-9]+)*$/.test(bare)) return undefined;
    return bare.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  }
  return /^[0-9]+$/.test(bare) ? BigInt(bare) : undefined;
}

/** The value of a float as `ConstructYamlFloat` reads it; undefined where Java throws. */
export function floatValue(text: string): number | undefined {
  const digits = text.replaceAll('_', '');
  const isNegative = digits.startsWith('-');
  const bare = isNegative || digits.startsWith('+') ? digits.slice(1) : digits;
  const lower = bare.toLowerCase();
  const value = lower === '.inf' ? Infinity : lower === '.nan' ? NaN : unsignedFloat(bare);
  return value === undefined || !isNegative ? value : -value;
}

function unsignedFloat(bare: string): number | undefined {
  if (bare.includes(':')) {
    return bare.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  }
  return /^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(bare) ? Number(bare) : undefined;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
  ['true', true],
  ['false', false],
  ['on', true],
  ['off', false],
]);

export function boolValue(text: string): boolean | undefined {
  return BOOLEANS.get(text.toLowerCase());
}

const TIMESTAMP_PARTS =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(?:Z|([-+][0-9]{1,2})(?::([0-9]{2}))?))?)?$/;

/** The UTC instant of a timestamp as ISO text; undefined when it is none. Overflowing fields roll on, as in Java. */
export function dateValue(text: string): string | undefined {
  const parts = TIMESTAMP_PARTS.exec(text);
  if (parts === null) return undefined;
  const [
    ,
    year = '',
    month = '',
    day = '',
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    zone,
    zoneMinutes,
  ] = parts;
  const instant = new Date(0);
  instant.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // as Java does it: the fraction is what is left of a double, so 24.0885 ends in 88 milliseconds
  const seconds = Number(`${second}.${fraction}`);
  const millis = Math.round((seconds - Math.floor(seconds)) * 1000);
  instant.setUTCHours(Number(hour), Number(minute), Math.floor(seconds), millis);
  instant.setTime(instant.getTime() - zoneOffset(zone ?? '0', Number(zoneMinutes ?? 0)) * 60_000);
  return instant.toISOString().replace('.000Z', 'Z');
}

/** Minutes east of UTC; Java takes a zone that cannot be for UTC. */
function zoneOffset(hours: string, minutes: number): number {
  const size = Math.abs(Number(hours));
  if (size > 23 || minutes > 59) return 0;
  return (size * 60 + minutes) * (hours.startsWith('-') ? -1 : 1);
}

/** Type and value of a plain scalar; undefined where SnakeYAML throws (`._`). */
export function plainValue(text: string, type: PlainType): ResolvedScalar | undefined {
  switch (type) {
    case 'string':
    case 'merge':
      return { type: 'string', value: text };
    case 'null':
      return { type, value: null };
    case 'bool':
      return { type, value: boolValue(text)! };
    case 'int':
      return typed(type, intValue(text));
    case 'float':
      return typed(type, floatValue(text));
    case 'date':
      return typed(type, dateValue(text));
  }
}

function typed(type: ScalarType, value: string | number | bigint | undefined): ResolvedScalar | undefined {
  return value === undefined ? undefined : { type, value };
}
