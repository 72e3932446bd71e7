import { StorageKey } from './storage-key.js';

/** The key that writes, and those that only read what was written before it. */
export class StorageKeys {
  readonly current: StorageKey;
  /** The current one first. */
  readonly all: readonly StorageKey[];

  constructor(current: string, earlier: readonly string[] = []) {
    this.current = new StorageKey(current);
    this.all = [this.current, ...earlier.map((text) => new StorageKey(text))];
  }

  /** undefined: none of ours has this id. */
  withId(id: string): StorageKey | undefined {
    return this.all.find((key) => key.id === id);
  }
}
