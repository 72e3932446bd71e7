import type { Cursor } from './cursor.js';
import { YamlError } from './yaml-error.js';

/** A token that becomes a key if a `:` follows on the same line within 1,024 characters. */
export interface SimpleKey {
  readonly tokenNumber: number;
  readonly required: boolean;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** The possible simple keys, at most one for each flow level, oldest first. */
export class SimpleKeys {
  private readonly byLevel = new Map<number, SimpleKey>();

  saveKey(level: number, key: SimpleKey): void {
    this.byLevel.set(level, key);
  }

  /** Takes the key of a level out, to make a key of it. */
  takeKey(level: number): SimpleKey | undefined {
    const key = this.byLevel.get(level);
    if (key !== undefined) this.byLevel.delete(level);
    return key;
  }

  /** Gives the key of a level up; an error when the block needs one there. */
  removeKey(level: number, cursor: Cursor): void {
    const key = this.takeKey(level);
    if (key?.required === true) throw missingColon(cursor);
  }

  /** Gives up what is on an earlier line or too far back. */
  removeStale(cursor: Cursor): void {
    if (this.byLevel.size === 0) return;
    for (const [level, key] of this.byLevel) {
      // the younger ones are nearer
      if (key.line === cursor.line && cursor.distanceFrom(key.offset) <= 1024) return;
      if (key.required) throw missingColon(cursor);
      this.byLevel.delete(level);
    }
  }

  /** Number of the token that the oldest possible key would start with. */
  get first(): number | undefined {
    for (const key of this.byLevel.values()) return key.tokenNumber;
    return undefined;
  }

  clear(): void {
    this.byLevel.clear();
  }
}

function missingColon(cursor: Cursor): YamlError {
  return new YamlError("while scanning a simple key: could not find expected ':'", cursor.offset);
}
