import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutlierView } from '@archivesmp/contracts/drift';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { TestProduct } from './test-product.js';

let product: TestProduct;
beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(DEMO_INSTANCES.length);
}, 120_000);
afterAll(() => product?.close());

const sorted = <T>(items: readonly T[]): T[] =>
  [...items].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));

describe('a scan of the whole fleet', () => {
  it('finds every injected drift and nothing else', async () => {
    const scan = await product.scanned();
    expect(scan).toMatchObject({ state: 'completed' });
    expect(scan.instances).toHaveLength(DEMO_INSTANCES.length);
    expect(new Set(scan.instances!.map(({ state }) => state))).toEqual(new Set(['scanned']));
    const found = (await product.findings()).map(
      ({ host, instance, plugin, file, path, kind, severity }) => ({
        host,
        instance,
        plugin,
        file: file === '' ? null : file,
        path,
        kind,
        severity,
      }),
    );
    expect(sorted(found)).toEqual(sorted(product.truth.drifts.map(({ story: _story, ...drift }) => drift)));
  });

  it('knows every documented variance as documented', async () => {
    const found = (await product.findings('&status=documented')).map(
      ({ host, instance, plugin, file, path, actual }) => ({
        host,
        instance,
        plugin,
        file,
        path,
        value: actual,
      }),
    );
    expect(sorted(found)).toEqual(sorted(product.truth.documented));
  });

  it('finds the odd one out', async () => {
    const { outliers } = await product.call<{ outliers: OutlierView[] }>('GET', '/api/v1/outliers');
    const found = outliers.map(({ host, instance, plugin, file, path, value, majority }) => ({
      host,
      instance,
      plugin,
      file,
      path,
      value,
      majority,
    }));
    expect(found).toEqual(product.truth.outliers);
  });
});
