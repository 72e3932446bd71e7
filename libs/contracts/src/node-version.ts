/**
 * Which Node the programs need. Nothing is imported here, so that this file runs on a Node on which the programs do not; a test
 * compares the number with the one in package.json.
 */
export const LOWEST_NODE = '22.13.0';

/** What is wrong with a version of Node, in one sentence; undefined when it will do. @param version such as `18.19.0` */
export function whyNotNode(version: string): string | undefined {
  const [wanted, got] = [LOWEST_NODE, version].map((text) => text.split('.').map(Number));
  for (const [index, lowest] of wanted!.entries()) {
    const own = got![index] ?? 0;
    if (own > lowest) return undefined;
    if (own < lowest)
      return `This needs Node ${LOWEST_NODE} or newer and was started with ${version}; start it with a newer one (a checkout has one in node_modules/.bin/node).`;
  }
  return undefined;
}

/** Ends the process with that sentence where its Node is too old. Call it before anything else is imported. */
export function requireNode(program: {
  readonly versions: { readonly node: string };
  readonly stderr: { write(text: string): unknown };
  exit(code: number): unknown;
}): void {
  const why = whyNotNode(program.versions.node);
  if (why === undefined) return;
  program.stderr.write(`${why}\n`);
  program.exit(1);
}
