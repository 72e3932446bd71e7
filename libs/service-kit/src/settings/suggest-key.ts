/** `; did you mean "host"` when one known key is at most two edits away, else nothing. */
export function suggestKey(key: string, known: readonly string[]): string {
  const [best] = known
    .map((name) => ({ name, edits: countEdits(key.toLowerCase(), name) }))
    .sort((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= 2 && best.edits < key.length
    ? `; did you mean "${best.name}"`
    : '';
}

/** Levenshtein distance. */
function countEdits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
