import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import { hasEnded } from '@archivesmp/contracts/deployment-states';
import type { FindingPage } from '@archivesmp/contracts/finding';
import type { PlanView } from '@archivesmp/contracts/plan';
import { locateBinary, RADOSGW_PROGRAMS, until } from '@archivesmp/private-services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DevCommand, type DevFile } from './dev-command.js';

const missing = RADOSGW_PROGRAMS.filter((program) => locateBinary(program) === undefined);
const isSkipped = missing.length > 0 && process.env['CI'] === undefined;
if (isSkipped)
  // Nobody should believe that the product was tried there where it was not
  process.stderr.write(`SKIPPED: ./dev up --hard is not tried, ${missing.join(', ')} is not installed.\n`);
let dev: DevCommand | undefined;
let file: DevFile & { caFile: string };
let colleague: string;

beforeAll(async () => {
  if (isSkipped) return;
  const made = (dev = await DevCommand.make());
  const up = await made.run('up', '--hard');
  expect(up, up.output).toMatchObject({ code: 0 });
  const textOfFile = (name: string): string => readFileSync(path.join(made.stateDir, 'hard', name), 'utf8');
  file = JSON.parse(textOfFile('dev.json')) as typeof file;
  colleague = textOfFile('colleague.token').trim();
}, 240_000);
afterAll(() => dev?.end());

async function ask<T>(method: string, address: string, body?: object, token = file.token): Promise<T> {
  const answer = await fetch(file.url + address, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}
async function eventually<T>(what: string, check: () => Promise<T | undefined>): Promise<T> {
  const answer = await until(check, 120_000, 200);
  if (answer === undefined) throw new Error(`Waited for ${what}`);
  return answer as T;
}
const planMade = (id: string): Promise<PlanView> =>
  eventually('the plan', async () => {
    const plan = await ask<PlanView>('GET', `/api/v1/plans/${id}`);
    return plan.state === 'making' ? undefined : plan;
  });
const ended = (id: string): Promise<DeploymentView> =>
  eventually('the deployment', async () => {
    const deployment = await ask<DeploymentView>('GET', `/api/v1/deployments/${id}`);
    return hasEnded(deployment.state) ? deployment : undefined;
  });

describe.skipIf(isSkipped)(
  'on radosgw, a TLS-only MariaDB, a TLS Redis with an account per host, https, under one authority of one’s own',
  () => {
    it('nobody is believed without that authority, and with it nothing is said to be open', async () => {
      await expect(fetch(`${file.url}/health/live`)).rejects.toThrow();
      setDefaultCACertificates([...getCACertificates('default'), readFileSync(file.caFile, 'utf8')]);
      expect(file.url).toMatch(/^https:/);
      expect(await ask('GET', '/api/v1/warnings')).toMatchObject({ count: 0 });
      const ready = await ask<{ status: string }>('GET', '/health/ready');
      expect(ready.status).toBe('ready');
    });

    it('a finding becomes a plan, is approved, deployed and taken back', async () => {
      const address = '/api/v1/findings?limit=100&kind=wrong_value&instance=BENT01';
      const { findings } = await ask<FindingPage>('GET', address);
      const [finding] = findings;
      const { id } = await ask<PlanView>('POST', '/api/v1/plans', { title: 'hard', findings: [finding!.id] });
      const plan = await planMade(id);
      expect(plan).toMatchObject({ state: 'open' });
      await ask('POST', `/api/v1/plans/${id}/approve`, { hash: plan.hash }, colleague);
      const begun = await ask<DeploymentView>('POST', '/api/v1/deployments', { planId: id, hash: plan.hash });
      expect(await ended(begun.id)).toMatchObject({ state: 'succeeded' });
      const back = await ask<DeploymentView>('POST', `/api/v1/deployments/${begun.id}/rollback`, {});
      expect(await ended(back.id)).toMatchObject({ state: 'succeeded', kind: 'rollback' });
      await eventually('the finding to be there again', async () => {
        const now = await ask<FindingPage>('GET', address);
        return now.findings.some(({ key }) => key === finding!.key) ? true : undefined;
      });
    }, 240_000);
  },
);
