import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { transformWithOxc } from 'vite';
import { expect, it } from 'vitest';

/** Fails while a committed file is older than its source; `npm run tables` rewrites them. */
it.each([
  ['show odd characters by the very rule that terminals do', 'visible-text'],
  ['name the cause of a finding in the very words that terminals do', 'cause-words'],
])('pages %s', async (_, name) => {
  const source = fileURLToPath(new URL(`../../../libs/contracts/src/${name}.ts`, import.meta.url));
  const page = fileURLToPath(new URL(`../public/${name}.js`, import.meta.url));
  const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source, { sourcemap: false });
  const made = `// Made from libs/contracts/src/${name}.ts by "npm run tables"; change it there.\n${code}`;
  const text = await format(made, { ...(await resolveConfig(page)), filepath: page });
  await expect(text).toMatchFileSnapshot(page);
});
