import type { ScanTicket, ScanView } from '@archivesmp/contracts/scan';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let product: TestProduct;
beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(DEMO_INSTANCES.length);
});
afterAll(() => product?.close());

const PLACE = '/api/v1/baselines/CMI/config.yml';
const ask = (): Promise<ScanTicket> => product.call<ScanTicket>('POST', '/api/v1/scans', {});

it('a baseline that is saved while everything is scanned is judged by a scan of its own, also for who asks for an equal one', async () => {
  product.gate.holdAfter(1);
  const first = await ask();
  await product.eventually('an agent to wait', async () => (product.gate.held > 0 ? true : undefined));
  expect(await ask()).toMatchObject({ id: first.id, joined: true });

  const read = await product.ask('GET', PLACE);
  const content = `${await read.text()}note-of-the-test: everywhere\n`;
  const headers = { 'content-type': 'text/plain', 'if-match': read.headers.get('etag')! };
  expect((await product.ask('PUT', PLACE, { body: content, headers })).status).toBe(204);
  const second = await ask();
  expect(second).toMatchObject({ joined: false, state: 'requested' });
  expect(await ask()).toMatchObject({ id: second.id, joined: true });

  product.gate.release();
  const { instances } = await product.eventually('the queued scan to end', async () => {
    const scan = await product.call<ScanView>('GET', `/api/v1/scans/${second.id}`);
    return ['completed', 'partial', 'failed'].includes(scan.state) ? scan : undefined;
  });
  const { state } = await product.call<ScanView>('GET', `/api/v1/scans/${first.id}`);
  expect(state).not.toBe('running');
  expect(instances).toHaveLength(DEMO_INSTANCES.length);
  const missing = (await product.findings('&plugin=CMI&kind=missing_key')).filter(
    ({ key }) => key === 'note-of-the-test',
  );
  const readable = await product.history.configFiles.configFiles({ plugin: 'CMI' });
  const having = readable.filter(({ path, state }) => path === 'config.yml' && state === 'readable');
  expect(missing.length).toBe(having.length);
});
