import { StorageKey } from './storage-key.js';

/** The key that writes, and those that only read what was written before it. */
export class StorageKeys {
  readonly current: StorageKey;
  /** The current one first, each once, however often the settings name it. */
  readonly all: readonly StorageKey[];

  constructor(current: string, earlier: readonly string[] = []) {
    this.current = new StorageKey(current);
    const keys = [this.current, ...earlier.map((text) => new StorageKey(text))];
    // A renewal removes what lies under an earlier key, and that must never be the current one
    this.all = keys.filter(({ id }, index) => keys.findIndex((key) => key.id === id) === index);
  }

  /** undefined: none of ours has this id. */
  withId(id: string): StorageKey | undefined {
    return this.all.find((key) => key.id === id);
  }
}
