import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { partsOf } from './accepted-changes.js';
import { isRewritten } from './rewritten-files.js';
import type { RoundPlan } from './round-plans.js';
import type { TestProduct } from './test-product.js';

/**
 * A person gives a key that a change had set another value, in a file that no server rewrites.
 * @returns the instance; undefined when the change set no such key
 */
export async function editForeign(
  product: TestProduct,
  { plan, secrets }: RoundPlan,
): Promise<string | undefined> {
  for (const [instanceId, changes] of partsOf(product, plan, 'apply'))
    for (const { file, before, after } of changes) {
      if (before === null || after === null || isRewritten(file)) continue;
      const filePath = path.join(product.fleetDir, file);
      const text = await readFile(filePath, 'latin1');
      const secret = secrets.find((one) => text.includes(one));
      if (secret === undefined) continue;
      await writeFile(filePath, text.replace(secret, 'by-somebody-else'), 'latin1');
      return instanceId;
    }
  return undefined;
}
