/**
 * Rows as lines, each column as wide as its widest text; the last one is not filled up. Cells hold no colours.
 * @param widest no column is wider; a longer text stands there whole, and only its own row is not in line
 */
export function tableLines(rows: readonly (readonly string[])[], widest = Infinity): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach(
      (cell, index) => (widths[index] = Math.min(widest, Math.max(widths[index] ?? 0, [...cell].length))),
    );
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === row.length - 1 ? cell : cell + ' '.repeat(Math.max(0, widths[index]! - [...cell].length)),
      )
      .join('  ')
      .trimEnd(),
  );
}
