/** Rows as lines, each column as wide as its widest text; the last one is not filled up. Cells hold no colours. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, [...cell].length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat(widths[at]! - [...cell].length)))
      .join('  ')
      .trimEnd(),
  );
}
