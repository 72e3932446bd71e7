import { randomUUID } from 'node:crypto';
import type { InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import type { FindingPage, FindingView } from '@archivesmp/contracts/finding';
import { sha256Hex } from '@archivesmp/digests';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDifference, discoverKnownFleet, scannedFleet, type TestInstance } from './known-world.js';
import { bootTestApi, type TestApi } from './test-api.js';

describe('findings whose file is being changed', () => {
  let api: TestApi;
  let changed: TestInstance[];
  let read: (path: string) => Promise<Response>;

  beforeAll(async () => {
    api = await bootTestApi();
    const instances = await discoverKnownFleet(api.history);
    changed = instances.slice(0, 2);
    await scannedFleet(api.history, instances, () => ({
      findings: [aDifference(0), aDifference(2, { file: 'other.yml' }), aDifference(1)],
    }));
    read = await api.as(['read']);
  });
  afterAll(() => api?.close());

  /** A deployment of an approved plan that writes config.yml of CMI on the first two instances. */
  const deploy = async (): Promise<string> => {
    const { plans, planApprovals, deployments } = api.history;
    const now = new Date();
    const text = JSON.stringify({
      refusals: [],
      waves: changed.map(({ id }) => ({
        instances: [{ instanceId: id, files: [{ path: 'plugins/CMI/config.yml' }] }],
      })),
    });
    const hash = sha256Hex(text);
    const id = await plans.recordChangeRequest(
      {
        title: 'Respawn like everywhere else',
        request: {},
        requestedBy: 'mia',
        expiresAt: new Date(now.getTime() + 3_600_000),
        approvals: 1,
        selfApproval: false,
      },
      now,
    );
    await plans.recordPlan(id, { text, hash, instances: 2, files: 2, restarts: 0 }, now);
    await planApprovals.recordPlanDecision(
      id,
      { by: 'ben', userId: randomUUID(), role: 'operator', verdict: 'approve', hash },
      now,
    );
    return deployments.requestDeployment(
      {
        kind: 'apply',
        plan: { id, hash },
        options: {},
        instances: changed.map((one, wave) => ({ instanceId: one.id, host: one.host, wave })),
        requestedBy: 'mia',
      },
      now,
    );
  };

  /** Marks by `instance plugin/file`; findings without one are absent. */
  const marks = async (): Promise<Record<string, FindingView['rollingOut']>> => {
    const { findings } = (await (await read('/api/v1/findings?status=all')).json()) as FindingPage;
    expect(findings).toHaveLength(9);
    const marked = findings.filter(({ rollingOut }) => rollingOut !== undefined);
    const [first] = marked;
    if (first !== undefined)
      expect(await (await read(`/api/v1/findings/${first.id}`)).json()).toMatchObject({
        rollingOut: first.rollingOut,
      });
    return Object.fromEntries(
      marked.map((one) => [`${one.instance} ${one.plugin}/${one.file}`, one.rollingOut]),
    );
  };

  it('say how far the change has come, until it has ended', async () => {
    expect(await marks()).toEqual({});
    const deploymentId = await deploy();
    const all = (done: number) => {
      const mark = { deploymentId, done, of: 2 };
      return { 'BENT01 CMI/config.yml': mark, 'CREA01 CMI/config.yml': mark };
    };
    expect(await marks()).toEqual(all(0));
    const { deployments, deploymentInstances } = api.history;
    const move = (instance: number, from: InstanceChangeState, to: InstanceChangeState) =>
      deploymentInstances.moveInstanceState(deploymentId, changed[instance]!.id, { from, to }, new Date());
    await deployments.moveDeploymentState(deploymentId, { from: 'waiting', to: 'running' }, new Date());
    await move(0, 'queued', 'applying');
    expect(await marks()).toEqual(all(0));
    await move(0, 'applying', 'applied');
    await move(0, 'applied', 'judging');
    await move(0, 'judging', 'passed');
    expect(await marks()).toEqual(all(1));
    await move(1, 'queued', 'skipped');
    expect(await marks()).toEqual(all(2));
    await deployments.moveDeploymentState(deploymentId, { from: 'running', to: 'succeeded' }, new Date());
    expect(await marks()).toEqual({});
  });

  it('say that it was written after they were judged, until the next scan', async () => {
    const { orders } = api.history;
    const [{ id: instanceId, host }] = changed as [TestInstance];
    const deploymentId = await deploy();
    const order = {
      orderId: randomUUID(),
      deploymentId,
      instanceId,
      host,
      fence: 7,
      expiresAt: new Date(Date.now() + 600_000).toISOString(),
    };
    const files = [{ path: 'plugins/CMI/config.yml', before: null, after: 'a'.repeat(64) }];
    const text = JSON.stringify({ ...order, folder: 'BENT01', files });
    const at = new Date();
    await orders.issueOrder({ order, direction: 'forward', text, signature: 'c2ln' }, at);
    await orders.recordOrderOutcome(
      { orderId: order.orderId, instanceId, fence: 7, state: 'applied' },
      host,
      at,
    );
    const written = async () => {
      const { findings } = (await (await read('/api/v1/findings?status=all')).json()) as FindingPage;
      return findings.flatMap(({ instance, plugin, file, writtenSince }) =>
        writtenSince === undefined ? [] : [{ location: `${instance} ${plugin}/${file}`, ...writtenSince }],
      );
    };
    const mark = { location: 'BENT01 CMI/config.yml', deploymentId, at: at.toISOString() };
    expect(await written()).toEqual([mark]);
    await scannedFleet(api.history, changed.slice(0, 1), () => ({
      findings: [aDifference(0), aDifference(2, { file: 'other.yml' }), aDifference(1)],
    }));
    expect(await written()).toEqual([]);
  });
});
