/** Replaces text that occurs exactly once; anything else is a mistake in the demo's own data. */
export function replaceOnce(text: string, find: string, replacement: string, where: string): string {
  const first = text.indexOf(find);
  if (first === -1 || text.indexOf(find, first + 1) !== -1)
    throw new Error(
      `${where}: ${JSON.stringify(find)} occurs ${first === -1 ? 'not at all' : 'more than once'}`,
    );
  return text.slice(0, first) + replacement + text.slice(first + find.length);
}

/** Where a change of the demo applies, and what it does to the text that is there. */
export interface DemoTextEdit {
  instance: string;
  plugin: string;
  file: string;
  edit: (text: string, where: string) => string;
}

export const swap =
  (find: string, replacement: string) =>
  (text: string, where: string): string =>
    replaceOnce(text, find, replacement, where);
