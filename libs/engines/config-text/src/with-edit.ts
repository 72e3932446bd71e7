import {
  type ConfigNode,
  type Edit,
  type ListNode,
  type MapEntry,
  type MapNode,
  type PlainValue,
  type ScalarNode,
  type Span,
  TypedValue,
} from './model.js';

const NOWHERE: Span = { start: 0, end: 0 };

/**
 * The model's own idea of an edited tree: the new tree, or undefined when the path does not lead anywhere.
 * Says nothing about text; the spans of new nodes are empty.
 */
export function withEdit(root: ConfigNode, edit: Edit): ConfigNode | undefined {
  return changed(root, edit, 0);
}

function changed(node: ConfigNode, edit: Edit, depth: number): ConfigNode | undefined {
  if (depth === edit.path.length) return edit.op === 'set' ? nodeOf(edit.value) : undefined;
  const step = edit.path[depth]!;
  const last = depth === edit.path.length - 1;
  if (node.kind === 'list') return changedList(node, Number(step), edit, depth, last);
  if (node.kind !== 'map') {
    // an insert may grow a map where there was nothing (`key:`)
    const isNothing = node.type === 'null' && edit.op === 'insert';
    return isNothing ? nodeOf(nested(edit.path.slice(depth), edit.value)) : undefined;
  }
  const key = String(step);
  const index = node.entries.findIndex((entry) => entry.key === key);
  if (index === -1) {
    if (edit.op !== 'insert') return undefined;
    const value = nodeOf(nested(edit.path.slice(depth + 1), edit.value));
    return { ...present(node), entries: [...node.entries, newEntry(key, value)] };
  }
  if (last && edit.op === 'unset') return { ...present(node), entries: node.entries.toSpliced(index, 1) };
  if (last && edit.op === 'insert') return undefined;
  const value = changed(node.entries[index]!.value, edit, depth + 1);
  return value && { ...present(node), entries: node.entries.with(index, { ...node.entries[index]!, value }) };
}

function changedList(
  given: ListNode,
  index: number,
  edit: Edit,
  depth: number,
  last: boolean,
): ConfigNode | undefined {
  const { reference: _reference, ...list } = given;
  const item = list.items[index];
  if (item === undefined) {
    const isNext = edit.op === 'insert' && index === list.items.length;
    return isNext
      ? { ...list, items: [...list.items, nodeOf(nested(edit.path.slice(depth + 1), edit.value))] }
      : undefined;
  }
  if (last && edit.op === 'unset') return { ...list, items: list.items.toSpliced(index, 1) };
  if (last && edit.op === 'insert') return undefined;
  const value = changed(item, edit, depth + 1);
  return value && { ...list, items: list.items.with(index, value) };
}

/** A map that holds something of its own: neither absent nor what a reference stands for. */
function present(map: MapNode): MapNode {
  const { absent: _absent, reference: _reference, ...own } = map;
  return own;
}

/** A value below a path that is not there yet, as the nested maps to be created. */
export function nested(path: readonly (string | number)[], value: PlainValue): PlainValue {
  return path.reduceRight<PlainValue>((inner, step) => new Map([[String(step), inner]]), value);
}

function newEntry(key: string, value: ConfigNode): MapEntry {
  return { key, keyType: 'string', keySpan: NOWHERE, value };
}

/** A plain value as a tree. An integral JS number is an `int`; write `bigint` beyond 2^53. */
export function nodeOf(value: PlainValue): ConfigNode {
  if (value instanceof Map) return mapOf([...value]);
  if (value instanceof TypedValue && value.type === 'reference') {
    const text = String(value.value);
    return { kind: 'scalar', type: 'unknown', value: text, span: NOWHERE, style: 'plain', reference: text };
  }
  if (value instanceof TypedValue) {
    const { type } = value as { readonly type: 'float' | 'date' };
    return { kind: 'scalar', type, value: value.value, span: NOWHERE, style: 'plain' };
  }
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map(nodeOf), span: NOWHERE, style: 'block' };
  }
  if (typeof value === 'object' && value !== null) return mapOf(Object.entries(value));
  return scalarOf(value as string | number | bigint | boolean | null);
}

function mapOf(entries: readonly (readonly [string, PlainValue])[]): MapNode {
  return {
    kind: 'map',
    entries: entries.map(([key, value]) => newEntry(key, nodeOf(value))),
    span: NOWHERE,
    style: 'block',
  };
}

function scalarOf(value: string | number | bigint | boolean | null): ScalarNode {
  const base = { kind: 'scalar', span: NOWHERE, style: 'plain' } as const;
  if (value === null) return { ...base, type: 'null', value };
  if (typeof value === 'string') return { ...base, type: 'string', value };
  if (typeof value === 'boolean') return { ...base, type: 'bool', value };
  if (typeof value === 'bigint') return { ...base, type: 'int', value: narrowed(value) };
  return { ...base, type: Number.isSafeInteger(value) && !Object.is(value, -0) ? 'int' : 'float', value };
}

/**
 * The value to write for a node of another tree, so that the written one is the same value with the same type.
 * A binary or an unknown tag cannot be carried: undefined.
 */
export function plainValueOf(node: ConfigNode): PlainValue | undefined {
  if (node.kind === 'list') {
    const items = node.items.map(plainValueOf);
    return items.includes(undefined) ? undefined : (items as PlainValue[]);
  }
  if (node.kind === 'map') {
    if (node.set === true) return undefined;
    const entries = node.entries.map(({ key, value }) => [key, plainValueOf(value)] as const);
    return entries.some(([, value]) => value === undefined)
      ? undefined
      : new Map(entries as [string, PlainValue][]);
  }
  if (node.type === 'binary' || node.type === 'unknown') return undefined;
  if (node.type === 'date') return new TypedValue('date', String(node.value));
  if (node.type === 'float') return new TypedValue('float', Number(node.value));
  return node.value;
}

/** The value to write so that what is a reference stays one; else as `plainOf`. */
export function writtenOf(node: ConfigNode): PlainValue | undefined {
  if (node.reference !== undefined) return new TypedValue('reference', node.reference);
  if (node.kind === 'scalar') return plainValueOf(node);
  if (node.kind === 'list') {
    const items = node.items.map(writtenOf);
    return items.includes(undefined) ? undefined : (items as PlainValue[]);
  }
  const entries = node.entries.map(({ key, value }) => [key, writtenOf(value)] as const);
  return node.set === true || entries.some(([, value]) => value === undefined)
    ? undefined
    : new Map(entries as [string, PlainValue][]);
}

/** The same without what only typed formats need. */
export function withoutTypes(value: PlainValue): PlainValue {
  if (value instanceof TypedValue) return value.type === 'reference' ? value : value.value;
  if (value instanceof Map)
    return new Map([...value].map(([key, inner]) => [key, withoutTypes(inner as PlainValue)]));
  if (Array.isArray(value)) return value.map((item: PlainValue) => withoutTypes(item));
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, inner]) => [key, withoutTypes(inner as PlainValue)]));
}

/** Integers are numbers while they are exact, bigints beyond. */
export function narrowed(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}
