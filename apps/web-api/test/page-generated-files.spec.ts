import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { transformWithOxc } from 'vite';
import { expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../../libs/contracts/src/visible-text.ts', import.meta.url));
const PAGE = fileURLToPath(new URL('../public/visible-text.js', import.meta.url));

/** Fails while the committed file is older than its source; `npm run tables` rewrites it. */
it('pages show odd characters by the very rule that terminals do', async () => {
  const { code } = await transformWithOxc(readFileSync(SOURCE, 'utf8'), SOURCE, { sourcemap: false });
  const made = `// Made from libs/contracts/src/visible-text.ts by "npm run tables"; change it there.\n${code}`;
  const text = await format(made, { ...(await resolveConfig(PAGE)), filepath: PAGE });
  await expect(text).toMatchFileSnapshot(PAGE);
});
