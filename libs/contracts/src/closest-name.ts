const MAX_LISTED = 10;

/**
 * A suggestion for a name that does not exist: `; did you mean X?`, else the names there are.
 * Empty when there are none.
 */
export function hintFor(name: string, names: readonly string[]): string {
  const close = closestName(name, names);
  if (close !== undefined) return `; did you mean ${close}?`;
  if (names.length === 0) return '';
  const more = names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : '';
  return `; there are ${names.slice(0, MAX_LISTED).join(', ')}${more}`;
}

/** A longer text is no misspelling of these, and comparing costs the product of both lengths. */
const LONGEST_COMPARED = 256;

/**
 * The one name that is spelled nearly the same: upper and lower case do not count, one letter in three may differ. None for a name of
 * more than 256 characters.
 */
export function closestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > LONGEST_COMPARED) return undefined;
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor(name.length / 3));
  const ranked = names
    // So many letters must be added or dropped at least
    .filter((candidate) => Math.abs(candidate.length - name.length) <= limit)
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((left, right) => left.distance - right.distance);
  return ranked[0]?.candidate;
}

/** A file of a plugin, by its path in the folder of the plugin. */
export interface NamedFile {
  readonly plugin: string;
  readonly file: string;
}

/**
 * The file that may have been meant, as `; did you mean CMI/config.yml?`: one of the same plugin that is spelled nearly the same, else one
 * of the plugin that is spelled nearly the same. Empty when there is none, or when just this one is known.
 */
export function fileHintFor({ plugin, file }: NamedFile, known: readonly NamedFile[]): string {
  const ofPlugin = (name: string): string[] =>
    known.filter((one) => one.plugin === name).map((one) => one.file);
  const plugins = [...new Set(known.map((one) => one.plugin))];
  const itsPlugin = plugins.includes(plugin) ? plugin : closestName(plugin, plugins);
  if (itsPlugin === undefined) return '';
  const files = ofPlugin(itsPlugin);
  const itsFile = files.includes(file) ? file : closestName(file, files);
  if (itsFile === undefined || (itsPlugin === plugin && itsFile === file)) return '';
  return `; did you mean ${itsPlugin}/${itsFile}?`;
}

/** Letters to add, drop, replace or swap with their neighbour to turn one text into the other. */
function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let index = 1; index <= left.length; index++) {
    const next = [index];
    for (let column = 1; column <= right.length; column++) {
      const replaced = row[column - 1]! + (left[index - 1] === right[column - 1] ? 0 : 1);
      const isSwap = left[index - 1] === right[column - 2] && left[index - 2] === right[column - 1];
      const swapped = isSwap ? before[column - 2]! + 1 : Infinity;
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1, swapped));
    }
    before = row;
    row = next;
  }
  return row[right.length]!;
}
