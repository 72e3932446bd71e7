import { isSerialisedObject } from './leaves-of.js';
import type { ConfigNode, MapEntry, MapNode, Notice, ScalarType } from './model.js';
import { readByLines } from './read-by-lines.js';

export interface BukkitViewOptions {
  /** `ConfigurationOptions.pathSeparator`, which a plugin may set; one character, default `.`. */
  readonly separator?: string;
}

export type BukkitView =
  | { readonly state: 'ok'; readonly root: MapNode; readonly notices: readonly Notice[] }
  /** Bukkit does not load the file; `error` is the server's own wording. */
  | { readonly state: 'refused'; readonly error: string };

/** What a section holds under one key, and the entry of the plain tree it came from. */
interface Slot {
  value: ConfigNode | Section;
  readonly entry: MapEntry;
}

type Section = Map<string, Slot>;

class EmptyPath extends Error {}

/**
 * The tree as `YamlConfiguration` holds it (facts/config-quirks.md, section 4): separators inside keys make sections,
 * runs of them collapse, null is absent, a later key may replace an earlier value. Maps with `==` stay whole.
 * A last line without a line break is read as one with it. Replays `MemorySection.set` and `createSection` step by step; a tree that they would not change is given back as is.
 */
export function bukkitView(written: ConfigNode, options: BukkitViewOptions = {}): BukkitView {
  const root = readByLines(written);
  if (root.kind !== 'map') return { state: 'refused', error: 'Top level is not a Map.' };
  const separator = options.separator ?? '.';
  if (isUnchanged(root, separator)) return { state: 'ok', root, notices: [] };
  const notices: Notice[] = [];
  try {
    const section: Section = new Map();
    fill(section, root, { separator, notices });
    return { state: 'ok', root: frozen(section, root), notices };
  } catch (error) {
    if (error instanceof EmptyPath) return { state: 'refused', error: error.message };
    throw error;
  }
}

interface Filling {
  readonly separator: string;
  readonly notices: Notice[];
}

function isUnchanged(map: MapNode, separator: string): boolean {
  if (map.set === true) return false;
  for (const { key, value } of map.entries) {
    if (key === '' || key.includes(separator)) return false;
    if (value.kind === 'scalar') {
      if (value.type === 'null') return false;
    } else if (value.kind === 'map' && !isSerialisedObject(value) && !isUnchanged(value, separator))
      return false;
  }
  return true;
}

function fill(section: Section, map: MapNode, filling: Filling): void {
  for (const entry of map.entries) {
    if (entry.value.kind === 'map' && !isSerialisedObject(entry.value)) {
      fill(createSection(section, entry, filling), entry.value, filling);
    } else {
      set(section, entry, filling);
    }
  }
}

/** `MemorySection.set`: null removes, and creates no section on the way. */
function set(start: Section, entry: MapEntry, filling: Filling): void {
  const { key, value } = entry;
  if (key === '') throw new EmptyPath('Cannot set to an empty path');
  const isNull = value.kind === 'scalar' && value.type === 'null';
  const location = descend(start, entry, filling, !isNull);
  if (location === undefined) return;
  if (location.name === '' && location.section !== start) throw new EmptyPath('Cannot set to an empty path');
  if (isNull) location.section.delete(location.name);
  else location.section.set(location.name, { value, entry });
}

/** `MemorySection.createSection`: replaces whatever is there by an empty section. */
function createSection(start: Section, entry: MapEntry, filling: Filling): Section {
  if (entry.key === '') throw new EmptyPath('Cannot create section at empty path');
  const location = descend(start, entry, filling, true);
  if (location === undefined || (location.name === '' && location.section !== start)) {
    throw new EmptyPath('Cannot create section at empty path');
  }
  const section: Section = new Map();
  location.section.set(location.name, { value: section, entry });
  return section;
}

/** Walks the steps before the last separator; an empty step stays where it is. */
function descend(start: Section, entry: MapEntry, filling: Filling, create: boolean) {
  const steps = entry.key.split(filling.separator);
  const name = steps.pop()!;
  let section = start;
  for (const step of steps) {
    if (step === '') continue;
    const slot = section.get(step);
    if (slot !== undefined && slot.value instanceof Map) {
      section = slot.value;
      continue;
    }
    if (!create) return undefined;
    if (slot !== undefined) filling.notices.push(lost(slot.entry, entry));
    const below: Section = new Map();
    section.set(step, { value: below, entry });
    section = below;
  }
  return { section, name };
}

function lost(earlier: MapEntry, later: MapEntry): Notice {
  const message = `the value of "${earlier.key}" is lost: "${later.key}" turns it into a section`;
  return { code: 'key_lost_to_section', message, line: 0, path: [earlier.key] };
}

function frozen(section: Section, source: MapNode): MapNode {
  const entries: MapEntry[] = [];
  for (const [key, { value, entry }] of section) {
    const keyType: ScalarType = entry.key === key ? entry.keyType : 'string';
    const node = value instanceof Map ? frozen(value, sourceOf(entry, source)) : value;
    entries.push({ key, keyType, keySpan: entry.keySpan, value: node });
  }
  return { kind: 'map', entries, span: source.span, style: source.style };
}

function sourceOf(entry: MapEntry, parent: MapNode): MapNode {
  return entry.value.kind === 'map' ? entry.value : { ...parent, span: entry.keySpan };
}
