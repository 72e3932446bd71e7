/**
 * Whether a list of permission nodes grants one node. `*` stands for everything below, a leading `-` denies and wins.
 */
export function grants(held: readonly string[], wanted: string): boolean {
  const covers = (node: string): boolean =>
    node === '*' || node === wanted || (node.endsWith('.*') && wanted.startsWith(node.slice(0, -1)));
  if (held.some((node) => node.startsWith('-') && covers(node.slice(1)))) return false;
  return held.some((node) => !node.startsWith('-') && covers(node));
}
