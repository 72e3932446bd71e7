/** Randomness that can be had again: the seed is new for every run, is printed, and may be given as ARCHIVESMP_SEED. */
export class RandomSource {
  private state: number;

  constructor(readonly seed = Number(process.env['ARCHIVESMP_SEED'] ?? Math.floor(Math.random() * 2 ** 31))) {
    this.state = seed | 0;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  choose<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** `items` in a random number of pieces, up to `most`. */
  some<T>(items: readonly T[], most: number): T[] {
    return Array.from({ length: this.below(most + 1) }, () => this.choose(items));
  }

  /** A text with up to `most` small damages: something put in, taken out or overwritten. */
  damaged(text: string, tokens: readonly string[], most: number): string {
    let result = text;
    for (let count = this.below(most + 1); count > 0; count--) {
      const offset = this.below(result.length + 1);
      const gone = this.below(3) === 0 ? 0 : this.below(4);
      const token = this.below(3) === 0 ? '' : this.choose(tokens);
      result = result.slice(0, offset) + token + result.slice(offset + gone);
    }
    return result;
  }
}

/** How many texts a run of random tests makes; ARCHIVESMP_FUZZ multiplies it for long runs by hand. */
export const runs = (count: number): number =>
  Math.round(count * Number(process.env['ARCHIVESMP_FUZZ'] ?? 1));
