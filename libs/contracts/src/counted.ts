/**
 * A number with what it counts, in the right form: `1 file`, `0 files`, `2 files`.
 * @param many where it is not the word with an s, or where more follows: `counted(n, 'file differs', 'files differ')`
 */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
