import type { ScalarNode, Span } from '../model.js';
import { ReadFailure } from '../source/reading.js';

/** A section while the file is read: fields of the same name join, whether written `a { b = 1 }` or `a.b = 1`. */
export interface Section {
  readonly kind: 'section';
  readonly entries: Map<string, { readonly keySpan: Span; value: HoconValue }>;
  /** The braces written last, or the key of a section that exists only as part of a path. */
  span: Span;
  isBraced: boolean;
}

export interface Series {
  readonly kind: 'series';
  readonly items: HoconValue[];
  readonly span: Span;
}

/** `${path}` or `${?path}`. */
export interface Reference {
  readonly kind: 'reference';
  readonly path: readonly string[];
  readonly isOptional: boolean;
  readonly span: Span;
}

/** Text between two values of a line that are joined. */
export interface Blank {
  readonly kind: 'blank';
  readonly text: string;
}

export type Piece = HoconValue | Reference | Blank;

/** A value that needs others to be known: settled when the whole file has been read. */
export interface Pending {
  readonly kind: 'pending';
  readonly pieces: readonly Piece[];
  readonly span: Span;
  /** What the key held before: `path = ${path}":/opt"` means that one, and sections join with it. */
  previous?: HoconValue;
  /** Made by `+=`: the key, which may hold something else than a list. */
  readonly appendsTo?: HoconKey;
}

export type HoconValue = ScalarNode | Section | Series | Pending;

export interface HoconKey {
  readonly name: string;
  readonly span: Span;
}

export const newSection = (span: Span, isBraced: boolean): Section => ({
  kind: 'section',
  entries: new Map(),
  span,
  isBraced,
});

/** Told of every value that a later one replaces. */
export type OnReplaced = (key: HoconKey) => void;

/** Puts `a.b.c = value`; sections on the way are made, and replace single values. */
export function putField(
  section: Section,
  keys: readonly HoconKey[],
  value: HoconValue,
  onReplaced: OnReplaced,
): void {
  const { parent, last } = descend(section, keys, onReplaced);
  putMerged(parent, last, value, onReplaced);
}

/** `a.b.c += value`: one more item for a list; that it is one is looked at when it is needed, for a later value may replace it. */
export function appendField(
  section: Section,
  keys: readonly HoconKey[],
  value: HoconValue,
  onReplaced: OnReplaced,
): void {
  const { parent, last } = descend(section, keys, onReplaced);
  const found = parent.entries.get(last.name);
  const added: Series = { kind: 'series', items: [value], span: value.span };
  if (found === undefined) parent.entries.set(last.name, { keySpan: last.span, value: added });
  else if (found.value.kind === 'series') found.value.items.push(value);
  else found.value = { kind: 'pending', pieces: [found.value, added], span: value.span, appendsTo: last };
}

function descend(section: Section, keys: readonly HoconKey[], onReplaced: OnReplaced) {
  let parent = section;
  for (const key of keys.slice(0, -1)) {
    const found = parent.entries.get(key.name)?.value;
    if (found?.kind === 'section') {
      parent = found;
      continue;
    }
    const inner = newSection(key.span, false);
    putMerged(parent, key, inner, onReplaced);
    parent = inner;
  }
  return { parent, last: keys.at(-1)! };
}

function putMerged(parent: Section, key: HoconKey, value: HoconValue, onReplaced: OnReplaced): void {
  const found = parent.entries.get(key.name);
  if (found === undefined) {
    parent.entries.set(key.name, { keySpan: key.span, value });
    return;
  }
  const { value: before } = found;
  if (value.kind === 'pending') {
    putBelow(oldestOf(value), before, onReplaced);
    found.value = value;
  } else if (value.kind === 'section' && before.kind === 'section') {
    joinSections(before, value, onReplaced);
  } else if (value.kind === 'section' && before.kind === 'pending') {
    found.value = { kind: 'pending', pieces: [value], span: value.span, previous: before };
  } else {
    onReplaced(key);
    parent.entries.set(key.name, { keySpan: key.span, value });
  }
}

function putBelow(pending: Pending, before: HoconValue, onReplaced: OnReplaced): void {
  const { previous } = pending;
  if (previous === undefined) pending.previous = before;
  else if (previous.kind === 'section' && before.kind === 'section') {
    joinSections(before, previous, onReplaced);
    pending.previous = before;
  }
}

function oldestOf(pending: Pending): Pending {
  let oldest = pending;
  while (oldest.previous?.kind === 'pending') oldest = oldest.previous;
  return oldest;
}

/** Adds all fields of `more` to `section`; later values win, sections join. */
export function joinSections(section: Section, more: Section, onReplaced: OnReplaced): void {
  for (const [name, { keySpan, value }] of more.entries) {
    putMerged(section, { name, span: keySpan }, value, onReplaced);
  }
  if (!more.isBraced) return;
  section.span = more.span;
  section.isBraced = true;
}

/** Why the parts of a value do not go together. */
export const notJoinable = ({ span, appendsTo }: Pick<Pending, 'span' | 'appendsTo'>): ReadFailure =>
  appendsTo === undefined
    ? mixedKinds(span.start)
    : new ReadFailure(
        `"+=" adds to a list, but "${appendsTo.name}" holds something else`,
        appendsTo.span.start,
      );

export const mixedKinds = (offset: number): ReadFailure =>
  new ReadFailure('a section, a list and text cannot be joined on one line', offset);
