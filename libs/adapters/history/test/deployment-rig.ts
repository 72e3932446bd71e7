import { randomUUID } from 'node:crypto';
import { sha256Hex } from '@archivesmp/digests';
import {
  type DiscoveredInstance,
  type History,
  type MadePlan,
  type ChangeRequestRecord,
} from '../src/index.js';
import { anInstance, at, discover } from './history-rig.js';

export const MADE: MadePlan = {
  text: '{"refusals":[],"waves":[]}',
  hash: sha256Hex('{"refusals":[],"waves":[]}'),
  instances: 2,
  files: 3,
  restarts: 2,
};

/** Id of a person by name, the same in every test. */
export const personId = (name: string): string =>
  sha256Hex(name).replace(/^(.{8})(.{4})(.{3})(.{3})(.{12}).*/, '$1-$2-4$3-8$4-$5');

export const aChangeRequest = (more: Partial<ChangeRequestRecord> = {}): ChangeRequestRecord => ({
  title: 'Respawn like everywhere else',
  request: { findings: [] },
  requestedBy: 'mia',
  expiresAt: at(86_400),
  approvals: 1,
  selfApproval: false,
  ...more,
});

/** A plan that waits for its approvals. */
export async function anOpenPlan(history: History, more: Partial<ChangeRequestRecord> = {}): Promise<string> {
  const id = await history.plans.recordChangeRequest(aChangeRequest(more), at(0));
  await history.plans.recordPlan(id, MADE, at(1));
  return id;
}

export async function anApprovedPlan(
  history: History,
  more: Partial<ChangeRequestRecord> = {},
): Promise<string> {
  const id = await anOpenPlan(history, more);
  await history.planApprovals.recordPlanDecision(
    id,
    { by: 'ben', userId: personId('ben'), role: 'operator', verdict: 'approve', hash: MADE.hash },
    at(2),
  );
  return id;
}

/** A deployment of an approved plan on two instances, in two waves. */
export async function aDeployment(
  history: History,
): Promise<{ id: string; planId: string; instances: [DiscoveredInstance, DiscoveredInstance] }> {
  const instances: [DiscoveredInstance, DiscoveredInstance] = [
    anInstance('DEV01', 'hetzner', randomUUID()),
    anInstance('SMP101', 'ovh', randomUUID()),
  ];
  await discover(history, ...instances);
  const planId = await anApprovedPlan(history);
  const id = await history.deployments.requestDeployment(
    {
      kind: 'apply',
      plan: { id: planId, hash: MADE.hash },
      options: { perHost: 2 },
      instances: instances.map((one, wave) => ({ instanceId: one.id, host: one.host, wave })),
      requestedBy: 'mia',
    },
    at(3),
  );
  return { id, planId, instances };
}

/** The agent of an instance is told to write there: only what was written can be taken back. */
export async function anOrder(
  history: History,
  deploymentId: string,
  { instanceId, host }: { readonly instanceId: string; readonly host: string },
): Promise<void> {
  const [orderId, expiresAt] = [randomUUID(), at(100).toISOString()];
  const order = { orderId, deploymentId, instanceId, host, fence: 1, expiresAt };
  const text = JSON.stringify({ ...order, files: [] });
  await history.orders.issueOrder({ order, direction: 'forward', text, signature: 'c2ln' }, at(8));
}

/** What became of several attempts at the same moment: how many won, and the codes of those that lost. */
export async function race(...attempts: Promise<unknown>[]): Promise<{ won: number; lost: string[] }> {
  const settled = await Promise.allSettled(attempts);
  return {
    won: settled.filter(({ status }) => status === 'fulfilled').length,
    lost: settled.flatMap((one) =>
      one.status === 'rejected' ? [String((one.reason as { code?: string }).code ?? one.reason)] : [],
    ),
  };
}

/** Names of the jobs that wait in the outbox. */
export const openJobs = async (history: History): Promise<string[]> =>
  (await history.outbox.listPendingJobs(100, at(1_000_000), at(1_000_000)))
    .map((entry) => entry.jobId)
    .sort();
