import { Artifacts, StorageKeys } from '@archivesmp/artifacts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FaultyS3 } from './faulty-s3.js';
import { STORAGE_KEY } from './product-settings.js';
import { TestProduct } from './test-product.js';

const CONTENTS = 60;
/** So many are written anew before the hub dies. */
const HALF_WAY = 20;

const s3 = new FaultyS3();
let product: TestProduct;
beforeAll(async () => {
  product = await TestProduct.start({ s3Port: (port) => s3.open(port) });
});
afterAll(async () => {
  await product?.close();
  await s3.close();
});

interface Operation {
  readonly id: string;
  readonly state: string;
  readonly result?: object;
}

it('renewing what rests in S3 goes on by itself when the whole hub is killed in the middle of it', async () => {
  const plain = new Artifacts({ ...product.services.s3 });
  for (let number = 0; number < CONTENTS; number++)
    await plain.snapshots.storeSnapshot(Buffer.from(`number: ${number}\n`));
  plain.close();
  const ours = new Artifacts({ ...product.services.s3, keys: new StorageKeys(STORAGE_KEY) });
  const before = await ours.snapshots.countContentForms();
  expect(before.plain).toBe(CONTENTS);

  let written = 0;
  const halfWay = new Promise<void>((resolve) => {
    s3.seen = (method, url) => {
      if (method !== 'PUT' || !url.includes('/sealed/')) return;
      written += 1;
      if (written < HALF_WAY) return;
      // What is not done when the hub dies must stay so until it is back
      s3.play('unavailable', Infinity);
      resolve();
    };
  });
  const { id } = await product.call<Operation>('POST', '/api/v1/storage/renew');
  await halfWay;
  await product.kill('hub');
  s3.seen = () => undefined;
  s3.heal();
  const half = await ours.snapshots.countContentForms();
  expect(half.plain).toBeGreaterThan(0);
  expect(half.plain).toBeLessThan(CONTENTS);

  await product.startHub();
  const end = await product.eventually('the operation to end', async () => {
    const operation = await product.call<Operation>('GET', `/api/v1/operations/${id}`);
    return ['requested', 'running'].includes(operation.state) ? undefined : operation;
  });
  expect(end).toMatchObject({ state: 'succeeded', result: { damaged: 0 } });
  const after = await ours.snapshots.countContentForms();
  expect(after).toMatchObject({ plain: 0, unknown: 0 });
  expect(after.current).toBeGreaterThanOrEqual(before.current + CONTENTS);
  ours.close();
});
