import type { ConfigNode, ListNode, MapEntry, MapNode, Span } from '../model.js';
import { ReadFailure } from '../source/reading.js';

/** Who made a table decides who may add to it (TOML 1.0, "Table"). */
export type TableOrigin = 'header' | 'implicit' | 'dotted' | 'inline';

/** A table while it grows. */
export interface Table {
  readonly kind: 'table';
  origin: TableOrigin;
  readonly entries: Map<string, { readonly keySpan: Span; readonly value: TableValue }>;
  span: Span;
}

/** An array of tables: every `[[header]]` adds one. */
export interface TableArray {
  readonly kind: 'tables';
  readonly items: Table[];
  span: Span;
}

export type TableValue = Table | TableArray | ConfigNode;

export interface TomlKey {
  readonly name: string;
  readonly span: Span;
}

export const newTable = (origin: TableOrigin, span: Span): Table => ({
  kind: 'table',
  origin,
  entries: new Map(),
  span,
});

/** The table that `[a.b.c]` opens; throws `ReadFailure` where it was opened before or is no table. */
export function openTable(root: Table, keys: readonly TomlKey[], span: Span): Table {
  const { parent, last } = descend(root, keys);
  const found = parent.entries.get(last.name)?.value;
  if (found === undefined) return added(parent, last, newTable('header', span));
  if (found.kind !== 'table' || found.origin !== 'implicit') throw already(last);
  found.origin = 'header';
  found.span = span;
  return found;
}

/** The new table that `[[a.b.c]]` adds. */
export function addArrayTable(root: Table, keys: readonly TomlKey[], span: Span): Table {
  const { parent, last } = descend(root, keys);
  const found = parent.entries.get(last.name)?.value;
  const table = newTable('header', span);
  if (found === undefined) added(parent, last, { kind: 'tables', items: [table], span });
  else if (found.kind === 'tables') found.items.push(table);
  else throw already(last);
  return table;
}

/** Puts `a.b.c = value` into a table. */
export function putValue(table: Table, keys: readonly TomlKey[], value: TableValue): void {
  let parent = table;
  for (const key of keys.slice(0, -1)) {
    const found = parent.entries.get(key.name)?.value;
    if (found === undefined) parent = added(parent, key, newTable('dotted', key.span));
    else if (found.kind === 'table' && found.origin === 'dotted') parent = found;
    else throw already(key);
  }
  const last = keys.at(-1)!;
  if (parent.entries.has(last.name)) throw already(last);
  parent.entries.set(last.name, { keySpan: last.span, value });
}

function descend(root: Table, keys: readonly TomlKey[]): { readonly parent: Table; readonly last: TomlKey } {
  let parent = root;
  for (const key of keys.slice(0, -1)) {
    const found = parent.entries.get(key.name)?.value;
    if (found === undefined) parent = added(parent, key, newTable('implicit', key.span));
    else if (found.kind === 'tables') parent = found.items.at(-1)!;
    else if (found.kind === 'table' && found.origin !== 'inline') parent = found;
    else throw already(key);
  }
  return { parent, last: keys.at(-1)! };
}

function added<T extends TableValue>(parent: Table, key: TomlKey, value: T): T {
  parent.entries.set(key.name, { keySpan: key.span, value });
  return value;
}

const already = (key: TomlKey): ReadFailure =>
  new ReadFailure(`"${key.name}" is defined twice, or is no table that can be added to`, key.span.start);

/** The grown table as a node of the model. */
export function frozenTable(table: Table): MapNode {
  const entries: MapEntry[] = [];
  for (const [key, { keySpan, value }] of table.entries) {
    entries.push({ key, keyType: 'string', keySpan, value: frozenValue(value) });
  }
  return { kind: 'map', entries, span: table.span, style: table.origin === 'inline' ? 'flow' : 'block' };
}

function frozenValue(value: TableValue): ConfigNode {
  if (value.kind === 'table') return frozenTable(value);
  if (value.kind !== 'tables') return value;
  const list: ListNode = {
    kind: 'list',
    items: value.items.map(frozenTable),
    span: value.span,
    style: 'block',
  };
  return list;
}
