/**
 * The order of two texts by their characters, the same on every machine and in every language: for names and paths, which are
 * not words. Below 0: `left` comes first. For `sort`.
 */
export const compareTexts = (left: string, right: string): number =>
  left < right ? -1 : left > right ? 1 : 0;
