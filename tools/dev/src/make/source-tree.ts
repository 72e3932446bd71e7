/** What a generator reads and writes: texts by their path from the root of the checkout. */
export interface SourceTree {
  /** @throws Error when there is no such file */
  readSource(file: string): string;
  writeSource(file: string, text: string): void;
  hasSource(file: string): boolean;
}

/** What cannot be made as it was asked for, in words for the user. */
export class CannotMake extends Error {}

/** A new file. @throws CannotMake when it is there */
export function addFile(tree: SourceTree, file: string, text: string): void {
  if (tree.hasSource(file)) throw new CannotMake(`${file} is there already`);
  tree.writeSource(file, text);
}

/**
 * Text in front of the first place after `within` where `before` stands; all else of the file stays as it is.
 * @throws CannotMake when the file does not look as the generator knows it
 */
export function insertBefore(
  tree: SourceTree,
  file: string,
  { within, before, text }: { readonly within: string; readonly before: string; readonly text: string },
): void {
  const content = tree.readSource(file);
  const start = content.indexOf(within);
  const offset = start < 0 ? -1 : content.indexOf(before, start);
  if (offset < 0)
    throw new CannotMake(
      `${file} has no "${before}" after "${within}" any more; mend the generator in tools/dev/src/make`,
    );
  tree.writeSource(file, content.slice(0, offset) + text + content.slice(offset));
}
