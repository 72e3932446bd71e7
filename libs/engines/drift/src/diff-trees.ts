import { type ConfigNode, isSameReference, type ListNode, type MapNode } from '@archivesmp/config-text';
import type { FindingKind, KeyPath } from '@archivesmp/contracts/vocabulary';
import { isNumber, meaningOf, sameMeaning } from './same-meaning.js';

/** One place where two trees differ. The nodes are those of the trees; a missing one is undefined. */
export interface Difference {
  readonly kind: Extract<
    FindingKind,
    'wrong_value' | 'missing_key' | 'extra_key' | 'type_change' | 'list_order'
  >;
  readonly path: KeyPath;
  readonly expected: ConfigNode | undefined;
  readonly actual: ConfigNode | undefined;
}

/** How a list is to be compared. */
export interface ListReading {
  readonly keyedBy?: string;
  readonly order: 'matters' | 'ignore';
}

/** How lists are compared. */
export interface DiffOptions {
  /** Asked only for lists that are not equal as they stand. */
  readonly listAt: (path: KeyPath) => ListReading;
}

const IN_ORDER: DiffOptions = { listAt: () => ({ order: 'matters' }) };

/**
 * Every difference in meaning, in document order of the expectation, extra keys last. A whole branch that is missing or
 * extra is one difference at its top; a list is one value unless the options key its items.
 */
export function diffTrees(
  expected: ConfigNode,
  actual: ConfigNode,
  options: DiffOptions = IN_ORDER,
): Difference[] {
  const found: Difference[] = [];
  compare(expected, actual, [], options, found);
  return sameWhenDotted(found);
}

function compare(
  expected: ConfigNode,
  actual: ConfigNode,
  path: KeyPath,
  options: DiffOptions,
  found: Difference[],
): void {
  if (isSameReference(expected, actual)) return;
  if (expected.kind === 'map' && actual.kind === 'map')
    return compareMaps(expected, actual, path, options, found);
  if (sameMeaning(expected, actual)) return;
  if (expected.kind === 'list' && actual.kind === 'list')
    return compareLists(expected, actual, path, options, found);
  found.push({ kind: sameType(expected, actual) ? 'wrong_value' : 'type_change', path, expected, actual });
}

/** Whether two values have the same type. "No value" has none: from null to something, or back, the value is wrong, not its type. */
export function sameType(left: ConfigNode, right: ConfigNode): boolean {
  if (left.kind === 'scalar' && left.type === 'null') return true;
  if (right.kind === 'scalar' && right.type === 'null') return true;
  if (left.kind !== 'scalar' || right.kind !== 'scalar') return left.kind === right.kind;
  return left.type === right.type || (isNumber(left) && isNumber(right));
}

function compareMaps(
  expected: MapNode,
  actual: MapNode,
  path: KeyPath,
  options: DiffOptions,
  found: Difference[],
): void {
  const size = expected.entries.length;
  let index = 0;
  // the same order is by far the most common case and needs no index
  for (; index < size && index < actual.entries.length; index++) {
    const mine = expected.entries[index]!;
    const other = actual.entries[index]!;
    if (mine.key !== other.key) break;
    if (mine.value !== other.value) compareEntry(mine.key, mine.value, other.value, path, options, found);
  }
  const others = new Map<string, ConfigNode>();
  for (let rest = index; rest < actual.entries.length; rest++) {
    others.set(actual.entries[rest]!.key, actual.entries[rest]!.value);
  }
  for (; index < size; index++) {
    const { key, value } = expected.entries[index]!;
    const other = others.get(key);
    if (other === undefined)
      found.push({ kind: 'missing_key', path: [...path, key], expected: value, actual: undefined });
    else compareEntry(key, value, other, path, options, found);
    others.delete(key);
  }
  for (const [key, value] of others) {
    found.push({ kind: 'extra_key', path: [...path, key], expected: undefined, actual: value });
  }
}

function compareEntry(
  key: string,
  mine: ConfigNode,
  other: ConfigNode,
  path: KeyPath,
  options: DiffOptions,
  found: Difference[],
): void {
  // paths are built for differences only; equal scalars are the common case
  if (mine.kind === 'scalar' && sameMeaning(mine, other)) return;
  compare(mine, other, [...path, key], options, found);
}

function compareLists(
  expected: ListNode,
  actual: ListNode,
  path: KeyPath,
  options: DiffOptions,
  found: Difference[],
): void {
  const { keyedBy, order } = options.listAt(path);
  if (keyedBy !== undefined) {
    const mine = byName(expected, keyedBy);
    const others = byName(actual, keyedBy);
    if (mine && others) {
      const before = found.length;
      compareNamedItems(mine, others, path, options, found);
      const isMoved = [...mine.keys()].join('\0') !== [...others.keys()].join('\0');
      if (order === 'matters' && found.length === before && isMoved)
        found.push({ kind: 'list_order', path, expected, actual });
      return;
    }
  }
  const permuted =
    expected.items.length === actual.items.length && sortedMeanings(expected) === sortedMeanings(actual);
  if (permuted && order === 'ignore') return;
  found.push({ kind: permuted ? 'list_order' : 'wrong_value', path, expected, actual });
}

function sortedMeanings(list: ListNode): string {
  return JSON.stringify(list.items.map(meaningOf).sort());
}

type NamedItems = ReadonlyMap<string, { readonly item: ConfigNode; readonly index: number }>;

/** undefined when an item has no name or two have the same: then the list is compared as it stands. */
function byName(list: ListNode, keyedBy: string): NamedItems | undefined {
  const named = new Map<string, { item: ConfigNode; index: number }>();
  for (const [index, item] of list.items.entries()) {
    const name = item.kind === 'map' ? item.entries.find(({ key }) => key === keyedBy)?.value : undefined;
    if (name?.kind !== 'scalar' || named.has(String(name.value))) return undefined;
    named.set(String(name.value), { item, index });
  }
  return named;
}

/** Steps into the list are positions in the actual list; a missing item is named instead. */
function compareNamedItems(
  expected: NamedItems,
  actual: NamedItems,
  path: KeyPath,
  options: DiffOptions,
  found: Difference[],
): void {
  for (const [name, { item }] of expected) {
    const other = actual.get(name);
    if (other) compare(item, other.item, [...path, other.index], options, found);
    else found.push({ kind: 'missing_key', path: [...path, name], expected: item, actual: undefined });
  }
  for (const [name, { item, index }] of actual) {
    if (!expected.has(name))
      found.push({ kind: 'extra_key', path: [...path, index], expected: undefined, actual: item });
  }
}

/**
 * `a.b: 1` and `a: {b: 1}` are one setting to the server (facts/config-quirks.md, 4.1): drops what is missing in one
 * spelling and extra in the other.
 */
function sameWhenDotted(found: Difference[]): Difference[] {
  const missing = found.filter(({ kind }) => kind === 'missing_key');
  const extra = found.filter(({ kind }) => kind === 'extra_key');
  if (missing.length === 0 || extra.length === 0) return found;
  const lost = leavesByDots(missing);
  const gained = leavesByDots(extra);
  const isRespelled = (difference: Difference): boolean => {
    const others =
      difference.kind === 'missing_key' ? gained : difference.kind === 'extra_key' ? lost : undefined;
    if (others === undefined) return false;
    const own = [...leavesByDots([difference])];
    return own.every(([path, meaning]) => others.get(path) === meaning);
  };
  return found.filter((difference) => !isRespelled(difference));
}

function leavesByDots(differences: readonly Difference[]): Map<string, string> {
  const leaves = new Map<string, string>();
  const collect = (node: ConfigNode, path: string): void => {
    if (node.kind === 'map' && node.entries.length > 0) {
      for (const { key, value } of node.entries) collect(value, `${path}.${key}`);
    } else leaves.set(path, meaningOf(node));
  };
  for (const { path, expected, actual } of differences) collect((expected ?? actual)!, path.join('.'));
  return leaves;
}
