import { isMap, type LegacyValue } from './legacy-value.js';

/** A file's content in the making: nested sections with values at the leaves. */
export class BaselineTree {
  private readonly root = new Map<string, Slot>();

  /**
   * Puts a value at a dotted key. Dots are path separators, as for Bukkit. Where a part of the path already holds a value (or
   * the path has an empty part), the rest stays together as one key with dots in it, which reads the same on the server.
   * Returns whether the dots could be split.
   */
  putValue(dottedKey: string, value: LegacyValue): boolean {
    const parts = dottedKey.split('.');
    if (parts.some((part) => part === '')) {
      this.root.set(dottedKey, { value });
      return false;
    }
    let section = this.root;
    for (let i = 0; i < parts.length - 1; i++) {
      const slot = section.get(parts[i]!);
      if (slot && slot.section === undefined) {
        section.set(parts.slice(i).join('.'), { value });
        return false;
      }
      const next = slot?.section ?? new Map<string, Slot>();
      if (!slot) section.set(parts[i]!, { section: next });
      section = next;
    }
    const last = parts.at(-1)!;
    if (section.get(last)?.section !== undefined) {
      // The section came first; the text beside it can only be kept as a value of its own.
      this.root.set(dottedKey, { value });
      return false;
    }
    section.set(last, { value });
    return true;
  }

  /** The whole content as one value. */
  toValue(): ReadonlyMap<string, LegacyValue> {
    return sectionValue(this.root);
  }
}

interface Slot {
  readonly value?: LegacyValue;
  readonly section?: Map<string, Slot>;
}

function sectionValue(section: ReadonlyMap<string, Slot>): ReadonlyMap<string, LegacyValue> {
  return new Map(
    [...section].map(([key, slot]) => [key, slot.section ? sectionValue(slot.section) : nested(slot.value!)]),
  );
}

/** Dotted keys inside a map value are settings too, but a list keeps its maps as they are. */
function nested(value: LegacyValue): LegacyValue {
  if (!isMap(value)) return value;
  const tree = new BaselineTree();
  for (const [key, item] of value) tree.putValue(key, item);
  return tree.toValue();
}
