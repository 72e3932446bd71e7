/** The same numbers for the same seed, from 0 to below 1 (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * `count` of the items of all groups, drawn by the seed: from each group in proportion to its size, but at least `least` (or
 * all it has). The same seed and the same items give the same draw.
 * @param isFit asked of each item drawn; in the place of one that is not, another of its group is drawn
 */
export function drawFrom<Item>(
  groups: ReadonlyMap<string, readonly Item[]>,
  count: number,
  seed: number,
  { least = 10, isFit = () => true }: { least?: number; isFit?: (item: Item, group: string) => boolean } = {},
): Item[] {
  const next = seededNumbers(seed);
  const all = [...groups.values()].reduce((sum, items) => sum + items.length, 0);
  return [...groups].flatMap(([group, items]) => {
    const share = Math.min(items.length, Math.max(least, Math.round((count * items.length) / all)));
    const rest = [...items];
    const drawn: Item[] = [];
    while (drawn.length < share && rest.length > 0) {
      const item = rest.splice(Math.floor(next() * rest.length), 1)[0]!;
      if (isFit(item, group)) drawn.push(item);
    }
    return drawn;
  });
}
