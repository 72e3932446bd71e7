import {
  type ConfigNode,
  narrowed,
  nodeOf,
  plainValueOf,
  type PlainValue,
  readConfig,
  type ScalarType,
  TypedValue,
} from '@archivesmp/config-text';
import { sameType } from '@archivesmp/drift';

export const VALUE_TYPES = ['string', 'int', 'float', 'bool', 'null', 'json'] as const;
export type TypeOption = (typeof VALUE_TYPES)[number];

const INTEGER = /^[-+]?[0-9]+$/;
const DECIMAL = /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/;

/**
 * The value that a text on the command line stands for. With a type: as that type, or an `Error` where it does not
 * fit. Without one: the type of the value it replaces when it fits that (text always fits text), else as YAML would
 * type it: `true` and `false`, `null` and `~`, decimal numbers; everything else is text.
 */
export function typedValue(
  text: string,
  type: TypeOption | undefined,
  old: ConfigNode | undefined,
): PlainValue {
  if (type !== undefined) return asType(text, type);
  const ofOldType = old?.kind === 'scalar' ? valueOfType(text, old.type) : undefined;
  return ofOldType ?? untyped(text);
}

/** In words, when a value of one type is replaced by one of another: `was int, is string now`. Nothing had no type. */
export function typeChange(old: ConfigNode | undefined, value: PlainValue): string | undefined {
  const node = nodeOf(value);
  if (old?.kind !== 'scalar' || node.kind !== 'scalar') return undefined;
  if (sameType(old, node)) return undefined;
  return `was ${old.type}, is ${node.type} now`;
}

function asType(text: string, type: TypeOption): PlainValue {
  const value = type === 'json' ? fromJson(text) : scalarAs(text, type);
  if (value === undefined) throw new Error(`${JSON.stringify(text)} is no ${type}`);
  return value;
}

function scalarAs(text: string, type: Exclude<TypeOption, 'json'>): PlainValue | undefined {
  switch (type) {
    case 'string':
      return text;
    case 'int':
      return INTEGER.test(text) ? narrowed(BigInt(text.replace(/^\+/, ''))) : undefined;
    case 'float':
      return DECIMAL.test(text) ? new TypedValue('float', Number(text)) : undefined;
    case 'bool':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'null':
      return text === '' || text === 'null' || text === '~' ? null : undefined;
  }
}

function valueOfType(text: string, type: ScalarType): PlainValue | undefined {
  if (type === 'string') return text;
  return type === 'int' || type === 'float' || type === 'bool' ? scalarAs(text, type) : undefined;
}

function untyped(text: string): PlainValue {
  if (text === '~' || text === 'null') return null;
  return scalarAs(text, 'bool') ?? scalarAs(text, 'int') ?? scalarAs(text, 'float') ?? text;
}

/** With our own reader: integers beyond 2^53 stay exact, keys that are numbers keep their place. */
function fromJson(text: string): PlainValue {
  const reading = readConfig(new TextEncoder().encode(text), 'json');
  if (reading.state === 'ok') return plainValueOf(reading.root)!;
  throw new Error(`the value is no JSON: column ${reading.error.column}: ${reading.error.message}`);
}
