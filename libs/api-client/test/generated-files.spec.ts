import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { routeTypes, schemaTypes, type TypedDocument } from './types-of-document.js';

const document = JSON.parse(
  readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'),
) as TypedDocument;

/** Each fails while the committed file is older than docs/openapi.json; `npm run tables` rewrites it. */
describe('the generated types', () => {
  it.each([
    ['schemas.generated.ts', schemaTypes],
    ['routes.generated.ts', routeTypes],
  ] as const)('src/%s is what the document says', async (name, made) => {
    const file = fileURLToPath(new URL(`../src/${name}`, import.meta.url));
    const text = await format(made(document), { ...(await resolveConfig(file)), filepath: file });
    await expect(text).toMatchFileSnapshot(file);
  });
});
