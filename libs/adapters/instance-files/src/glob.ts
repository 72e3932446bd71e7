/** Globs may come with a job: this many, this long. More than any operator writes, and what a listing of 200,000 files can bear. */
const MOST_GLOBS = 1_000;
const LONGEST_GLOB = 1_024;

/**
 * Compiles globs over paths with `/`: `*` and `?` stay inside one part, a part `**` is any number of parts, also none.
 * `logs/**` also matches `logs` itself, so that a walker need not enter it. Case-sensitive. Matching takes time proportional to
 * glob x path at worst, whatever the glob is.
 * @throws Error when there are too many globs, or one is too long
 */
export function compileGlobs(globs: readonly string[]): (relative: string) => boolean {
  if (globs.length > MOST_GLOBS)
    throw new Error(`There are ${globs.length} globs of what is never looked at; at most ${MOST_GLOBS} are.`);
  for (const glob of globs)
    if (glob.length > LONGEST_GLOB)
      throw new Error(
        `A glob of what is never looked at has ${glob.length} characters; at most ${LONGEST_GLOB}.`,
      );
  const patterns = globs.map((glob) =>
    glob.split('/').map((part) => (part === '**' ? undefined : [...part.replaceAll(/\*+/g, '*')])),
  );
  return (relative) => {
    const parts = relative.split('/').map((part) => [...part]);
    return patterns.some((pattern) => matches(pattern, parts, (part) => part === undefined, matchesPart));
  };
}

const matchesPart = (pattern: readonly string[] | undefined, part: readonly string[]): boolean =>
  matches(
    pattern!,
    part,
    (sign) => sign === '*',
    (sign, char) => sign === '?' || sign === char,
  );

/** Goes back to the latest sign for any number only: an earlier one could not match more than it does. */
function matches<Sign, Item>(
  pattern: readonly Sign[],
  items: readonly Item[],
  isAnyNumber: (sign: Sign) => boolean,
  isOne: (sign: Sign, item: Item) => boolean,
): boolean {
  let at = 0;
  let item = 0;
  let latest: { readonly at: number; item: number } | undefined;
  while (item < items.length) {
    const inside = at < pattern.length;
    if (inside && isAnyNumber(pattern[at]!)) latest = { at: ++at, item };
    else if (inside && isOne(pattern[at]!, items[item]!)) {
      at++;
      item++;
    } else if (latest !== undefined) {
      at = latest.at;
      item = ++latest.item;
    } else return false;
  }
  while (at < pattern.length && isAnyNumber(pattern[at]!)) at++;
  return at === pattern.length;
}
