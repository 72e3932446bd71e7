import { randomUUID } from 'node:crypto';
import { PruneBackupsJob } from '@archivesmp/contracts/deployment-jobs';
import { cutOff, judgeRecords, type RecordKind } from '@archivesmp/retention';
import { expect, it } from 'vitest';
import { outboxJob } from '../src/index.js';
import { historyRig, type HistoryRig } from './history-rig.js';

const NOW = new Date('2026-11-29T12:00:00Z');
const ago = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);

/** Everything of a kind that may go, in as many batches as it takes. */
async function thinnedOut(rig: HistoryRig, kind: RecordKind, days = 30): Promise<string[]> {
  const removed: string[] = [];
  const judge = (records: Parameters<typeof judgeRecords>[0]) => judgeRecords(records, days, NOW.getTime());
  const before = new Date(cutOff(days, NOW.getTime()));
  for (let from: Parameters<HistoryRig['history']['retained']['thinOutRecords']>[3]; ;) {
    const batch = await rig.history.retained.thinOutRecords(kind, before, judge, from);
    removed.push(...batch.removed);
    if (batch.next === undefined) return removed;
    from = batch.next;
  }
}

async function scan(
  rig: HistoryRig,
  days: number,
  state: string,
  instances: readonly string[],
): Promise<string> {
  const id = randomUUID();
  const over = state === 'running' ? null : ago(days);
  await rig.sql.query(
    `INSERT INTO drift_scans (id, state, scope, requested_by, requested_at, finished_at, give_up_at) VALUES (?, ?, '{}', 'x', ?, ?, ?)`,
    [id, state, ago(days), over, ago(days)],
  );
  for (const instance of instances)
    await rig.sql.query(
      `INSERT INTO scan_instances (scan_id, instance_id, host, state, asked_at, deadline_at, finished_at)
       VALUES (?, ?, 'h', ?, ?, ?, ?)`,
      [id, instance, over === null ? 'waiting' : 'scanned', ago(days), ago(days), over],
    );
  return id;
}

it('removes old scans with their lines, but not the last two of any instance, nor one that is under way', async () => {
  await using rig = await historyRig();
  const [bent, hub] = [randomUUID(), randomUUID()];
  const oldest = await scan(rig, 60, 'completed', [bent, hub]);
  const alsoOld = await scan(rig, 55, 'completed', [bent]);
  await scan(rig, 50, 'completed', [bent, hub]);
  await scan(rig, 45, 'completed', [bent]);
  await scan(rig, 90, 'running', [bent]);
  const unreached = await scan(rig, 80, 'failed', []);
  await scan(rig, 1, 'completed', [bent]);
  // Of `hub` the two oldest scans are the last two; of `bent` the two youngest are.
  const removed = await thinnedOut(rig, 'scan');
  expect(removed.sort()).toEqual([alsoOld, unreached].sort());
  expect(removed).not.toContain(oldest);
  expect(await rig.count('drift_scans')).toBe(5);
  expect(await rig.count('scan_instances', 'scan_id NOT IN (SELECT id FROM drift_scans)')).toBe(0);
  expect(await thinnedOut(rig, 'scan')).toEqual([]);
});

it('keeps the newest operation of each kind, and the jobs of one that has not ended', async () => {
  await using rig = await historyRig();
  const { operations } = rig.history;
  const ask = (days: number) =>
    operations.requestOperation(
      {
        kind: 'backup.prune',
        requestedBy: 'schedule',
        jobs: (operationId) => [outboxJob(PruneBackupsJob, { operationId })],
      },
      ago(days),
    );
  const [first, second, open] = [await ask(300), await ask(200), await ask(100)];
  for (const id of [first, second]) await operations.endOperation(id, { state: 'succeeded' }, ago(99));
  await rig.sql.query('UPDATE outbox SET done_at = ?', [ago(90)]);
  expect(await thinnedOut(rig, 'operation')).toEqual([first]);
  expect(await operations.getOperation(open)).toMatchObject({ state: 'requested' });
  await thinnedOut(rig, 'job', 1);
  expect(await rig.count('outbox')).toBe(1);
  expect(await rig.count('outbox', `subject_id = '${open}'`)).toBe(1);
});

async function plan(rig: HistoryRig, state: string, days: number): Promise<string> {
  const id = randomUUID();
  await rig.sql.query(
    `INSERT INTO plans (id, title, state, request, approvals_needed, self_approval, created_by, created_at, expires_at, changed_at)
     VALUES (?, 't', ?, '{}', 1, 0, 'mia', ?, ?, ?)`,
    [id, state, ago(days), ago(days), ago(days)],
  );
  return id;
}

async function deployment(
  rig: HistoryRig,
  state: string,
  days: number,
  planId: string,
  undoes?: string,
): Promise<string> {
  const id = randomUUID();
  await rig.sql.query(
    `INSERT INTO deployments (id, kind, state, plan_id, undoes_id, options, requested_by, requested_at, finished_at)
     VALUES (?, 'apply', ?, ?, ?, '{}', 'mia', ?, ?)`,
    [id, state, planId, undoes ?? null, ago(days), state === 'running' ? null : ago(days)],
  );
  for (const days of [5, 3, 1])
    await rig.sql.query(
      `INSERT INTO inspections (id, deployment_id, instance_id, host, requested_at, report) VALUES (?, ?, ?, 'h', ?, '{}')`,
      [randomUUID(), id, BENT, ago(days + 100)],
    );
  return id;
}

const BENT = '11111111-0000-4000-8000-000000000001';

it('keeps a plan as long as a deployment or a decision names it, and a deployment that another one takes back', async () => {
  await using rig = await historyRig();
  const [unused, rejected, run, live] = [
    await plan(rig, 'expired', 200),
    await plan(rig, 'rejected', 200),
    await plan(rig, 'done', 900),
    await plan(rig, 'open', 900),
  ];
  await rig.sql.query(
    `INSERT INTO plan_approvals (plan_id, decided_by, verdict, plan_hash, decided_at) VALUES (?, 'ben', 'reject', ?, ?)`,
    [rejected, 'f'.repeat(64), ago(200)],
  );
  const first = await deployment(rig, 'succeeded', 900, run);
  const undo = await deployment(rig, 'succeeded', 800, run, first);
  const running = await deployment(rig, 'running', 900, run);
  expect(await thinnedOut(rig, 'unused-plan', 90)).toEqual([unused]);
  expect(await thinnedOut(rig, 'plan', 730)).toEqual([]);
  expect(await thinnedOut(rig, 'deployment', 730)).toEqual([undo]);
  expect(await thinnedOut(rig, 'deployment', 730)).toEqual([first]);
  expect(await rig.count('inspections')).toBe(3);
  expect(await thinnedOut(rig, 'inspection')).toEqual([]);
  await rig.sql.query(`UPDATE deployments SET state = 'succeeded', finished_at = ? WHERE id = ?`, [
    ago(1),
    running,
  ]);
  expect(await thinnedOut(rig, 'inspection')).toHaveLength(2);
  expect(await rig.count('plans', `id IN ('${rejected}', '${run}', '${live}')`)).toBe(3);
});

it('keeps how an open finding came to be what it is, and forgets a resolved one with everything of it', async () => {
  await using rig = await historyRig();
  const [open, resolved] = [randomUUID(), randomUUID()];
  for (const [id, isOpen] of [
    [open, 1],
    [resolved, 0],
  ] as const)
    await rig.sql.query(
      `INSERT INTO findings (id, instance_id, plugin, file, path, kind, status, severity_rank, state, is_open, reason, content_key, group_key,
                             first_seen_at, last_changed_at, resolved_at)
       VALUES (?, ?, 'CMI', 'config.yml', '[]', 'wrong_value', 'drift', 1, ?, ?, 'r', '', '', ?, ?, ?)`,
      [id, BENT, isOpen ? 'open' : 'resolved', isOpen, ago(900), ago(500), isOpen ? null : ago(500)],
    );
  for (const id of [open, resolved])
    for (const days of [900, 800, 700, 600])
      await rig.sql.query(
        "INSERT INTO finding_changes (finding_id, scan_id, `change`, status, severity_rank, at) VALUES (?, ?, 'changed', 'drift', 1, ?)",
        [id, randomUUID(), ago(days)],
      );
  expect(await thinnedOut(rig, 'finding', 365)).toEqual([resolved]);
  expect(await rig.count('finding_changes', `finding_id = '${resolved}'`)).toBe(0);
  expect(await thinnedOut(rig, 'finding-change', 365)).toHaveLength(2);
  expect(
    await rig.count(
      'finding_changes',
      `finding_id = '${open}' AND at > '${ago(750).toISOString().slice(0, 10)}'`,
    ),
  ).toBe(2);
});

it('needs what a verdict found as long as its deployment is known, also when the answer it was formed from is gone', async () => {
  await using rig = await historyRig();
  const id = await deployment(rig, 'succeeded', 700, await plan(rig, 'done', 700));
  const hashOf = (index: number): string => index.toString(16).padStart(64, '0');
  // More rows than are read at once, so that reading goes on behind a key of several columns
  const verdicts = Array.from({ length: 450 }, (_, index) => [
    id,
    BENT,
    'verdict',
    index,
    'done',
    ago(700),
    ago(700),
    JSON.stringify({ verdict: 'pass', found: { 'server.properties': hashOf(index) } }),
  ]);
  await rig.sql.query(
    'INSERT INTO deployment_steps (deployment_id, instance_id, step, attempt, state, begun_at, worked_at, detail) VALUES ?',
    [verdicts],
  );
  expect((await rig.history.contentNeeds.listContentsInTexts()).size).toBe(verdicts.length);
  expect(await thinnedOut(rig, 'deployment', 690)).toEqual([id]);
  expect([...(await rig.history.contentNeeds.listContentsInTexts())]).toEqual([]);
});
