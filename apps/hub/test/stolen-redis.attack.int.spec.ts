import type { AuditRecord } from '@archivesmp/history';
import type { FindingView } from '@archivesmp/contracts/finding';
import { ReadInstanceJob, type ReadInstanceData } from '@archivesmp/contracts/jobs';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PREFIX = 'archivesmp';

let product: TestProduct;
let thief: Redis;
beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(DEMO_INSTANCES.length);
  const { redis } = product.services;
  thief = new Redis({ ...redis, maxRetriesPerRequest: null });
});
afterAll(async () => {
  thief?.disconnect();
  await product?.close();
});

const ids = (findings: readonly FindingView[]): string[] => findings.map(({ id }) => id).sort();
async function refusals(): Promise<AuditRecord[]> {
  const { records } = await product.history.audit.listAudit({ limit: 100, action: 'job.refused' });
  return records;
}

it('sees ids and nothing of the fleet; an altered or forged job is refused, told, and decides nothing', async () => {
  await product.scanned();
  const before = ids(await product.findings());
  const [bent] = await product.history.fleet.listInstances({ instance: 'BENT01' });
  const { id: instanceId, host } = bent!;

  await product.stop(`agent-${host}`);
  const scan = await product.requestScan({ instance: 'BENT01' });
  const wanted = { scanId: scan.id, instanceId } as ReadInstanceData;
  const jobId = ReadInstanceJob.jobId(wanted);
  const key = `${PREFIX}:agent.${host}:${jobId}`;
  await product.eventually('the job to wait', async () =>
    (await thief.exists(key)) === 1 ? true : undefined,
  );
  expect(await thief.hget(key, 'data')).toBe('{"v":1}');

  const select = { extensions: [], maxBytes: 1, unmanaged: ['**'] };
  const data = { ...wanted, folder: 'BENT01', host, select };
  await thief.hset(key, 'data', JSON.stringify({ v: 1, data }));
  const forge = async (queue: string, name: string, id: string, jobData: unknown): Promise<void> => {
    const forging = new Queue(queue, { connection: thief, prefix: PREFIX });
    await forging.add(name, jobData, { jobId: id, attempts: 3 });
    await forging.close();
  };
  const unknownId = '00000000-0000-4000-8000-000000000001';
  await forge(`agent.${host}`, 'agent.inspect-instance', 'agent.inspect-instance-forged', {
    v: 1,
    data: { inspectionId: unknownId, instanceId, folder: 'BENT01', host, plugins: [], files: [] },
  });
  await forge('drift', 'drift.complete-scan', 'forged', { v: 1, data: { scanId: scan.id } });
  await forge('drift', 'drift.analyse-instance', 'forged-too', { v: 1, data: wanted });
  await forge('deployment', 'deployment.advance', 'forged', {
    v: 1,
    data: { deploymentId: unknownId, turn: 1 },
  });
  await product.startAgent(host);

  const ended = await product.scanEnd(scan.id);
  expect(ended).toMatchObject({ state: 'completed', instances: [{ state: 'scanned' }] });
  expect(ended.instances![0]!.files).toBeGreaterThan(10);
  expect(ids(await product.findings())).toEqual(before);

  const audited = await product.eventually('the audit to tell all of it', async () => {
    const records = await refusals();
    const by = new Set(records.map(({ actor }) => actor));
    return [`agent:${host}`, 'drift-analysis', 'deployment-orchestrator'].every((one) => by.has(one))
      ? records
      : undefined;
  });
  expect(JSON.stringify(audited.map(({ detail }) => detail))).toContain(jobId);
  const metrics = await product.metrics();
  expect(metrics).toMatch(
    new RegExp(`archivesmp_results_refused_jobs_total\\{host="${host}",kind="altered",[^}]*\\} [1-9]`),
  );
  expect(metrics).toMatch(/archivesmp_drift_refused_jobs_total\{kind="unknown",[^}]*\} 2/);
  expect(metrics).toMatch(/archivesmp_deployment_refused_jobs_total\{kind="unknown",[^}]*\} 1/);
});
