const NAMED = 5;

/** What a backup says of files it could not hold; undefined when it holds all. */
export function leftOutWords(paths: readonly string[]): string | undefined {
  if (paths.length === 0) return undefined;
  const named = paths.slice(0, NAMED).map((path) => path.slice(-150));
  const more = paths.length - named.length;
  return `without what could not be read: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
