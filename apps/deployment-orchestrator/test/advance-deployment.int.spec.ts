import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { FleetEventStream } from '@archivesmp/bus';
import { sha256Hex } from '@archivesmp/digests';
import {
  migrate,
  openHistory,
  type DeploymentStatus,
  type DiscoveredInstance,
  type History,
  type Sql,
} from '@archivesmp/history';
import { HubSigner } from '@archivesmp/hub-wiring';
import { DeploymentSettings, Secret, type Log } from '@archivesmp/service-kit';
import { freshDatabase } from '@archivesmp/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdvanceDeployment, type ReconcileStores } from '../src/reconcile/advance-deployment.js';
import { optionsOf, rulesOf } from '../src/reconcile/deployment-rules.js';
import { readSnapshot } from '../src/reconcile/read-snapshot.js';

const SILENT = { info: () => undefined, warn: () => undefined } as unknown as Log;
const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const FILE = { path: 'plugins/CMI/config.yml', plugin: 'CMI', kind: 'config', keys: [] } as const;
const [BEFORE, AFTER] = [sha256Hex('before'), sha256Hex('after')];
const settings = Object.assign(new DeploymentSettings(), { order_key: new Secret(KEY) });

let history: History;
let close: () => Promise<void>;
beforeAll(async () => {
  const database = await freshDatabase();
  await migrate(database.settings);
  history = await openHistory(database.settings);
  close = async () => {
    await history.close();
    await database.drop();
  };
});
afterAll(async () => close());

/** The service's use case on a real database; contents are not read where files hold what the plan was made on. */
function advancing(of: History = history): AdvanceDeployment {
  const never = async (): Promise<never> => {
    throw new Error('nobody needs a content here');
  };
  const stores: ReconcileStores = {
    history: of,
    events: { publish: async () => undefined } as unknown as FleetEventStream,
    contents: { readConfigContent: never },
    store: never,
    secretRules: { judgeOf: async () => never as never },
  };
  return new AdvanceDeployment(stores, settings, HubSigner.from({ deployment: settings }), SILENT);
}

async function discovered(count: number): Promise<DiscoveredInstance[]> {
  const instances = Array.from({ length: count }, (_, index): DiscoveredInstance => {
    const id = randomUUID();
    const name = `${id.slice(0, 8)}${index}`;
    return { id, name, friendlyName: name, host: 'ovh', platform: 'paper', folder: name };
  });
  await history.discovery.recordDiscovery({ instances, completeHosts: [] }, new Date());
  return instances;
}

const restartOf = (instances: readonly DiscoveredInstance[]): Promise<string> =>
  history.deployments.requestDeployment(
    {
      kind: 'restart',
      options: { perHost: 500 },
      instances: instances.map(({ id: instanceId, host }) => ({ instanceId, host, wave: 1 })),
      requestedBy: 'mia',
    },
    new Date(),
  );

async function changeOf({ id: instanceId, name, host }: DiscoveredInstance): Promise<string> {
  const planned = {
    instanceId,
    name,
    restart: true,
    risks: [],
    files: [{ ...FILE, before: BEFORE, after: AFTER }],
  };
  const text = JSON.stringify({ refusals: [], waves: [{ wave: 1, instances: [planned] }] });
  const now = new Date();
  const plan = {
    ...{ title: 'x', request: {}, requestedBy: 'mia', approvals: 1, selfApproval: true },
    expiresAt: new Date(now.getTime() + 60_000),
  };
  const planId = await history.plans.recordChangeRequest(plan, now);
  const hash = sha256Hex(text);
  await history.plans.recordPlan(planId, { text, hash, instances: 1, files: 1, restarts: 1 }, now);
  const approval = { by: 'ben', userId: randomUUID(), role: 'operator', verdict: 'approve', hash } as const;
  await history.planApprovals.recordPlanDecision(planId, approval, now);
  return history.deployments.requestDeployment(
    {
      ...{ kind: 'apply', plan: { id: planId, hash }, options: {}, requestedBy: 'mia' },
      instances: [{ instanceId, host, wave: 1 }],
    },
    now,
  );
}

async function statusOf(id: string): Promise<DeploymentStatus> {
  return (await history.deploymentReads.findDeploymentStatus(id))!;
}
const stateOf = async (id: string): Promise<string> => (await statusOf(id)).instances[0]!.state;

/** What a worker writes down of a restart or a verdict. */
async function stepEnds(id: string, step: string, detail: object): Promise<void> {
  const { instanceId, fence } = (await statusOf(id)).instances[0]!;
  const key = { deploymentId: id, instanceId, step, attempt: fence! };
  await history.deploymentSteps.beginStep(key, fence, new Date());
  await history.deploymentSteps.endStep(key, 'done', detail, new Date());
}

describe('advancing a deployment', () => {
  it('takes a change from its look to its verdict, and leaves nothing held', async () => {
    const [one] = (await discovered(1)) as [DiscoveredInstance];
    const id = await changeOf(one);
    const advance = advancing();
    const reconcile = () => advance.advanceDeployment({ deploymentId: id, turn: 0 });
    await reconcile();
    expect(await stateOf(id)).toBe('applying');
    const [inspection] = await history.inspections.listInspections(id);
    const report = { inspectionId: inspection!.inspectionId, instanceId: one.id, log: 'absent' as const };
    const files = [{ path: FILE.path, sha256: BEFORE }];
    await history.inspections.recordInspectionReport(
      { ...report, files, enabled: [], errors: [] },
      'ovh',
      new Date(),
    );
    await reconcile();
    const [order] = await history.orders.listOrders(id);
    expect(order).toMatchObject({ direction: 'forward', files: [{ before: BEFORE, after: AFTER }] });
    const { orderId, fence } = order!;
    await history.orders.recordOrderOutcome(
      { orderId, instanceId: one.id, fence, state: 'applied' },
      'ovh',
      new Date(),
    );
    await reconcile();
    expect(await stateOf(id)).toBe('restarting');
    expect((await history.restartFlags.listNeededRestarts()).map(({ instanceId }) => instanceId)).toContain(
      one.id,
    );
    await stepEnds(id, 'restart', { begunAt: new Date().toISOString() });
    await reconcile();
    expect(await stateOf(id)).toBe('judging');
    expect(
      (await history.restartFlags.listNeededRestarts()).map(({ instanceId }) => instanceId),
    ).not.toContain(one.id);
    await stepEnds(id, 'verdict', { verdict: 'pass', reason: 'well' });
    await reconcile();
    const { state, instances } = await statusOf(id);
    expect({ state, instances }).toMatchObject({
      state: 'succeeded',
      instances: [{ state: 'passed', verdict: 'pass', reason: 'well' }],
    });
    expect(await history.leases.findCurrentLease(one.id, new Date())).toBeUndefined();
    const { records } = await history.audit.listAudit({ limit: 50, subject: one.name });
    expect(records.map(({ action }) => action).reverse()).toEqual(
      ['applying', 'applied', 'restarting', 'judging', 'passed'].map((to) => `instance.${to}`),
    );
  });

  it('decides anew when somebody claimed the instance after the snapshot, and waits', async () => {
    const [one] = (await discovered(1)) as [DiscoveredInstance];
    const id = await restartOf([one]);
    const { leases } = history;
    let isFirst = true;
    const overtaken = Object.create(leases, {
      listNewestLeases: {
        value: async (...known: Parameters<typeof leases.listNewestLeases>) => {
          const newest = await leases.listNewestLeases(...known);
          if (isFirst) await leases.acquireLease(one.id, 'deployment other', 600, new Date());
          isFirst = false;
          return newest;
        },
      },
    }) as History['leases'];
    const hurried = Object.create(history, { leases: { value: overtaken } }) as History;
    await advancing(hurried).advanceDeployment({ deploymentId: id, turn: 0 });
    expect(isFirst).toBe(false);
    expect(await statusOf(id)).toMatchObject({ state: 'running', instances: [{ state: 'queued' }] });
    const [held] = await Promise.all([leases.findCurrentLease(one.id, new Date())]);
    expect(held).toMatchObject({ holder: 'deployment other', fence: 1 });
    await leases.releaseLease(held!);
    await advancing().advanceDeployment({ deploymentId: id, turn: 0 });
    expect(await statusOf(id)).toMatchObject({ instances: [{ state: 'restarting', fence: 2 }] });
  });

  it('reads as many statements for many instances as for a few, and begins them all', async () => {
    const statements: number[] = [];
    for (const count of [2, 60]) {
      const id = await restartOf(await discovered(count));
      await advancing().advanceDeployment({ deploymentId: id, turn: 0 });
      const status = await statusOf(id);
      expect(new Set(status.instances.map(({ state }) => state))).toEqual(new Set(['restarting']));
      const sources = {
        ...{ history, fits: new Map(), fleet: new Map(), rules: rulesOf(settings), now: new Date() },
        optionsOf: (given: object) => optionsOf(given, settings),
      };
      let read = 0;
      await history.transaction(async (sql) => {
        const counting: Sql = {
          repositoryOf: (entity) => {
            read += 1;
            return sql.repositoryOf(entity);
          },
          selectRows: (...statement) => {
            read += 1;
            return sql.selectRows(...statement);
          },
          execute: sql.execute,
        };
        await readSnapshot(status, undefined, sources, counting);
      });
      statements.push(read);
    }
    expect(statements[1]).toBe(statements[0]);
    expect(statements[0]).toBeLessThan(15);
  });
});
