/** Chance that can be repeated: the same seed gives the same throws. */
export class Dice {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** 0 <= x < 1; the generator known as mulberry32. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** true so many times of a hundred. */
  chance(percent: number): boolean {
    return this.next() * 100 < percent;
  }

  one<T>(of: readonly T[]): T {
    return of[this.between(0, of.length - 1)]!;
  }

  shuffled<T>(of: readonly T[]): T[] {
    const all = [...of];
    for (let index = all.length - 1; index > 0; index -= 1) {
      const other = this.between(0, index);
      [all[index], all[other]] = [all[other]!, all[index]!];
    }
    return all;
  }
}
