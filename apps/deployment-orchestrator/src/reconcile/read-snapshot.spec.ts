import type { DeploymentStatus, InstanceChangeStatus } from '@archivesmp/history';
import { describe, expect, it } from 'vitest';
import { madeHistory, NOTHING_KNOWN, SQL } from '../../test/made-history.js';
import { holderOf } from './deployment-lease.js';
import type { PlannedChanges } from '../ledger/planned-changes.js';
import { readSnapshot, type SnapshotSources } from './read-snapshot.js';

const NOW = new Date('2026-11-30T12:00:00Z');
const BEFORE = new Date('2026-11-30T11:00:00Z');
const BETWEEN = new Date('2026-11-30T11:30:00Z');
const AFTER = new Date('2026-11-30T13:00:00Z');
const PATH = 'plugins/CMI/config.yml';
const CHANGE = { path: PATH, plugin: 'CMI', kind: 'config', before: 'old', after: 'new', keys: [] } as const;
const GIVEN = { perHost: 3, whileStopped: false, restartLater: true };

const line = (instanceId: string, more: Partial<InstanceChangeStatus> = {}): InstanceChangeStatus => ({
  ...{ instanceId, host: 'ovh', wave: 1, state: 'queued', changedAt: BEFORE },
  ...more,
});

const deployment = (instances: InstanceChangeStatus[], more: Partial<DeploymentStatus> = {}) =>
  ({
    ...{ id: 'd1', kind: 'apply', state: 'running', options: { perHost: 3 }, turn: 1 },
    ...{ requestedBy: 'mia', requestedAt: BEFORE, planId: 'p1', planHash: 'hash', instances },
    ...more,
  }) as DeploymentStatus;

const PLANNED: PlannedChanges = {
  hash: 'hash',
  askedAt: BEFORE,
  changes: new Map([['i1', { name: 'lobby', files: [CHANGE], restart: false, ran: true }]]),
};

interface Reading {
  readonly answers?: Parameters<typeof madeHistory>[0];
  readonly planned?: PlannedChanges | undefined;
  readonly fits?: SnapshotSources['fits'];
}

/** The snapshot of a deployment, and what was asked for it. */
async function read(of: DeploymentStatus, { answers = {}, fits = new Map(), ...more }: Reading = {}) {
  const { history, asked } = madeHistory({
    ...NOTHING_KNOWN,
    'workClock.readWorkClock': () => AFTER,
    ...answers,
  });
  const sources = {
    ...{ history, fits, now: NOW },
    fleet: new Map([['i1', { id: 'i1', name: 'Lobby' }]]) as unknown as SnapshotSources['fleet'],
    optionsOf: (given: object) => ({ ...GIVEN, ...given }),
    rules: { windows: [], orderSeconds: 120, holdHours: 24 },
  };
  const planned = 'planned' in more ? more.planned : PLANNED;
  const snapshot = await readSnapshot(of, planned, sources, SQL);
  return { snapshot, asked, one: snapshot.instances[0]! };
}

const readLine = (more: Partial<InstanceChangeStatus>, reading?: Reading, of?: Partial<DeploymentStatus>) =>
  read(deployment([line('i1', more)], of), reading);

describe('the snapshot of a deployment', () => {
  it('says when, under which rules, and what the deployment is', async () => {
    const { snapshot } = await readLine({});
    expect(snapshot).toMatchObject({
      now: NOW,
      worked: AFTER,
      windows: [],
      holdHours: 24,
      orderSeconds: 120,
    });
    expect(snapshot.deployment).toEqual({
      ...{ id: 'd1', kind: 'apply', state: 'running', requestedBy: 'mia', requestedAt: BEFORE },
      ...{ planHash: 'hash', hasPlan: true, undoesAnother: false, options: GIVEN },
    });
    const { planHash: _, planId: __, ...power } = deployment([line('i1')], { kind: 'restart' });
    const restart = await read({ ...power, undoes: 'd0' }, { planned: undefined });
    expect(restart.snapshot.deployment).toMatchObject({ hasPlan: false, undoesAnother: true });
    expect(restart.snapshot.deployment).not.toHaveProperty('planHash');
  });

  it('is read inside of the transaction, in as many questions for many instances as for one', async () => {
    const many = [line('i1'), line('i2'), line('i3', { state: 'passed' })];
    const { asked } = await read(deployment(many));
    expect(asked).toHaveLength((await readLine({})).asked.length);
    for (const { what, args } of asked) expect(args, what).toContain(SQL);
    expect(asked.find(({ what }) => what === 'holds.listActiveHolds')!.args).toEqual([
      NOW,
      ['i1', 'i2'],
      SQL,
    ]);
  });

  it('names an instance as its plan does, and as the fleet does where there is none', async () => {
    expect((await readLine({})).one).toMatchObject({ name: 'lobby', restart: false, isFound: true });
    const noPlan = await readLine({}, { planned: undefined });
    expect(noPlan.one).toMatchObject({ name: 'Lobby', restart: true });
    const gone = await read(deployment([line('i9')]), { planned: undefined });
    expect(gone.one).toMatchObject({ name: 'i9', isFound: false });
  });

  it('has of an instance what its row says, and nothing where it says nothing', async () => {
    expect((await readLine({})).one).toEqual({
      ...{ instanceId: 'i1', host: 'ovh', wave: 1, state: 'queued', changedAt: BEFORE, name: 'lobby' },
      ...{ restart: false, isFound: true, orders: [], inspections: [], steps: [], judgedOn: {}, waiting: [] },
      files: { forward: [{ path: PATH, sha256: 'old' }], back: [] },
      lease: { holder: 'none', fence: 0, ranOut: false },
    });
    const more: Partial<InstanceChangeStatus> = {
      reason: 'why',
      fence: 3,
      asPlanned: 'restart',
      restartedBy: { deploymentId: 'd0', attempt: 7 },
    };
    expect((await readLine(more)).one).toMatchObject(more);
  });

  it('tells whose lease it is, and whether its time is over', async () => {
    const leaseOf = async (holder: string | undefined, expiresAt: Date | undefined) => {
      const newest = new Map([['i1', { holder, fence: 4, expiresAt }]]);
      return (await readLine({}, { answers: { 'leases.listNewestLeases': () => newest } })).one.lease;
    };
    expect(await leaseOf(holderOf('d1'), AFTER)).toEqual({ holder: 'ours', fence: 4, ranOut: false });
    expect(await leaseOf(holderOf('d2'), NOW)).toEqual({ holder: 'others', fence: 4, ranOut: true });
    expect(await leaseOf(undefined, undefined)).toEqual({ holder: 'none', fence: 4, ranOut: true });
  });

  it('says the last hold of an instance, and what people decided about a change that was rolled back there', async () => {
    const holds = ['first', 'last'].map((reason) => ({ instanceId: 'i1', reason }));
    const rejection = { at: BEFORE };
    const plan = {
      createdAt: new Date('2026-11-30T10:00:00Z'),
      approvals: [
        { verdict: 'approve', at: new Date('2026-11-30T11:30:00Z') },
        { verdict: 'approve', at: new Date('2026-11-30T10:30:00Z') },
        { verdict: 'reject', at: new Date('2026-11-30T11:45:00Z') },
      ],
    };
    const answers = {
      'holds.listActiveHolds': () => holds,
      'holds.listLastRejections': () => new Map([['i1', rejection]]),
      'plans.getPlan': () => plan,
    };
    const { one, snapshot, asked } = await readLine({}, { answers });
    expect(one).toMatchObject({ hold: 'last', rejection });
    expect(asked.find(({ what }) => what === 'holds.listLastRejections')!.args).toEqual([
      'hash',
      ['i1'],
      SQL,
    ]);
    expect(snapshot.deployment.decisions).toEqual({
      plannedAt: new Date('2026-11-30T10:00:00Z'),
      approvedAt: new Date('2026-11-30T11:30:00Z'),
    });
    const once = { ...answers, 'plans.getPlan': () => ({ ...plan, approvals: plan.approvals.slice(0, 1) }) };
    expect((await readLine({}, { answers: once })).snapshot.deployment.decisions).toMatchObject({
      approvedAt: new Date('2026-11-30T11:30:00Z'),
    });
    const undecided = { ...answers, 'plans.getPlan': () => ({ ...plan, approvals: [] }) };
    const { deployment } = (await readLine({}, { answers: undecided })).snapshot;
    expect(deployment.decisions).toEqual({ plannedAt: new Date('2026-11-30T10:00:00Z') });
    const forgotten = { ...answers, 'plans.getPlan': () => undefined };
    expect((await readLine({}, { answers: forgotten })).snapshot.deployment).not.toHaveProperty('decisions');
    expect((await readLine({})).asked.map(({ what }) => what)).not.toContain('plans.getPlan');
  });

  it('asks for rejections only where there is a plan', async () => {
    const { planHash: _, ...noHash } = deployment([line('i1')]);
    for (const of of [
      noHash,
      { ...deployment([line('i1')]), planId: undefined } as never as DeploymentStatus,
    ])
      expect((await read(of)).asked.map(({ what }) => what)).not.toContain('holds.listLastRejections');
  });

  it('has the orders about files, and what became of them; those about power are of whoever gave them', async () => {
    const order = { instanceId: 'i1', fence: 3, giveUpAt: AFTER, files: [] };
    const orders = [
      { ...order, direction: 'forward', outcome: { state: 'refused', code: 'disk' } },
      { ...order, direction: 'restart' },
      { ...order, direction: 'back' },
      { ...order, instanceId: 'i2', direction: 'forward' },
    ];
    const { one } = await readLine({}, { answers: { 'orders.listOrders': () => orders } });
    expect(one.orders).toEqual([
      { direction: 'forward', fence: 3, giveUpAt: AFTER, outcome: { state: 'refused', code: 'disk' } },
      { direction: 'back', fence: 3, giveUpAt: AFTER },
    ]);
  });

  it('has the steps of its own ledger, and of the restart that it shares with another', async () => {
    const step = { instanceId: 'i1', state: 'done', begunAt: BEFORE, attempt: 7 };
    const steps = [
      {
        ...{ ...step, deploymentId: 'd1', step: 'verdict', attempt: 3 },
        detail: { verdict: 'fail', reason: 'why', begunAt: BEFORE.toISOString(), found: { [PATH]: 'seen' } },
      },
      { ...step, deploymentId: 'd0', step: 'verdict' },
      { ...step, deploymentId: 'd0', step: 'start' },
    ];
    const restartedBy = { deploymentId: 'd0', attempt: 7 };
    const answers = { 'deploymentSteps.listStepsOfInstances': () => steps };
    const { one, asked } = await readLine({ restartedBy }, { answers });
    expect(one.steps).toEqual([
      {
        ...{ step: 'verdict', attempt: 3, state: 'done', begunAt: BEFORE },
        ...{ verdict: 'fail', reason: 'why', askedAt: BEFORE },
      },
    ]);
    expect(one.sharedRestart).toEqual({ step: 'start', attempt: 7, state: 'done', begunAt: BEFORE });
    expect(one.judgedOn).toEqual({ [PATH]: 'seen' });
    const args = asked.find(({ what }) => what === 'deploymentSteps.listStepsOfInstances')!.args;
    expect(args).toEqual([['d1', 'd0'], ['i1'], SQL]);
  });

  it('says of a start only that it found the server running and left it so', async () => {
    const found = async (step: string, detail: object) => {
      const one = { instanceId: 'i1', deploymentId: 'd1', step, attempt: 3, state: 'done', begunAt: BEFORE };
      const answers = { 'deploymentSteps.listStepsOfInstances': () => [{ ...one, detail }] };
      return (await readLine({}, { answers })).one.steps[0]!.foundRunning;
    };
    expect(await found('start', { asItWas: true })).toBe(true);
    expect(await found('start', {})).toBeUndefined();
    expect(await found('start', { asItWas: true, leftStopped: true })).toBeUndefined();
    expect(await found('restart', { asItWas: true })).toBeUndefined();
  });

  it('takes what was written back to what it replaced, on its own way back and where it undoes another', async () => {
    const written = {
      ...{ instanceId: 'i1', direction: 'forward', fence: 1, giveUpAt: AFTER, outcomeAt: BEFORE },
      ...{ files: [CHANGE], outcome: { state: 'applied' } },
    };
    const orders = { 'orders.listOrders': (id: string) => (id === 'd1' ? [written] : []) };
    expect((await readLine({}, { answers: orders })).one.files.back).toEqual([{ path: PATH, sha256: 'new' }]);
    const before = { 'orders.listOrders': (id: string) => (id === 'd0' ? [written] : []) };
    const inverse = { ...CHANGE, before: 'new', after: 'old' };
    const changes = new Map([['i1', { ...PLANNED.changes.get('i1')!, files: [inverse] }]]);
    const undoing = await readLine(
      {},
      { answers: before, planned: { ...PLANNED, changes } },
      { kind: 'rollback', undoes: 'd0' },
    );
    expect(undoing.one.files.forward).toEqual([{ path: PATH, sha256: 'new' }]);
    expect(undoing.one.files.back).toEqual([]);
    const judged = (deploymentId: string) => ({
      ...{ instanceId: 'i1', deploymentId, step: 'verdict', attempt: 1, state: 'done', begunAt: BEFORE },
      detail: { found: { [PATH]: `seen by ${deploymentId}` } },
    });
    const seenAlso = await readLine(
      {},
      {
        answers: { ...before, 'deploymentSteps.listStepsOfInstances': () => [judged('d0'), judged('d1')] },
        planned: { ...PLANNED, changes },
      },
      { kind: 'rollback', undoes: 'd0' },
    );
    expect(seenAlso.one.files.forward).toEqual([{ path: PATH, sha256: 'seen by d0' }]);
    const asked = undoing.asked.filter(({ what }) => what === 'orders.listOrders').map(({ args }) => args[0]);
    expect(asked).toEqual(['d1', 'd0']);
  });

  it('asks for restarts that came meanwhile only for a restart that waits', async () => {
    const came = { deploymentId: 'd0', attempt: 2 };
    const answers = { 'sharedRestarts.findRestartsSince': () => new Map([['i1', came]]) };
    const { one, asked } = await readLine({}, { answers }, { kind: 'restart' });
    expect(one.restartedSince).toEqual(came);
    const askedFor = (all: typeof asked) =>
      all.find(({ what }) => what === 'sharedRestarts.findRestartsSince')!.args[1];
    expect(askedFor(asked)).toEqual(['i1']);
    expect(askedFor((await readLine({ state: 'judging' }, {}, { kind: 'restart' })).asked)).toEqual([]);
    expect(askedFor((await readLine({})).asked)).toEqual([]);
  });
});

describe('a look in the snapshot', () => {
  const inspection = { inspectionId: 'one', instanceId: 'i1', purpose: 'forward', fence: 3 };
  const report = {
    files: [{ path: PATH, sha256: 'new' }, { path: 'unread' }, { path: 'gone', sha256: null }],
  };
  const nothing = { state: 'fits', files: [], rewritten: [], ownSaves: new Set<string>() } as const;
  const readFor = (
    one: object,
    { state = 'applying', fit }: { state?: InstanceChangeStatus['state']; fit?: object } = {},
    more: Parameters<typeof madeHistory>[0] = {},
  ) =>
    readLine(
      { state, fence: 3 },
      {
        answers: { 'inspections.listInspections': () => [{ ...inspection, ...one }], ...more },
        fits: new Map(fit === undefined ? [] : [['one', fit]]) as unknown as SnapshotSources['fits'],
      },
    ).then((result) => result.one.inspections);

  it('that was not answered says until when it is waited for', async () => {
    expect(await readFor({ giveUpAt: AFTER })).toEqual([
      { inspectionId: 'one', purpose: 'forward', fence: 3, giveUpAt: AFTER },
    ]);
  });

  it('has what was found, and nothing of what could not be read', async () => {
    const [one] = await readFor({ report });
    expect(one!.found).toEqual({ [PATH]: 'new', gone: null });
    expect(one).not.toHaveProperty('fit');
    expect(one).not.toHaveProperty('isRead');
  });

  it('is none where nobody of a deployment asked', async () => {
    expect(await readFor({ purpose: undefined })).toEqual([]);
    expect(await readFor({ fence: undefined })).toEqual([]);
  });

  it('asks whether the server has read its files only where nothing is left to write on the way forward', async () => {
    const started = {
      'fileReadings.listFileSightings': () => new Map([[PATH, [{ at: BETWEEN, content: 'new' }]]]),
      'fileReadings.listStartsSince': () => [{ from: NOW }],
    };
    const isRead = async (how: Parameters<typeof readFor>[1], more = started) =>
      (await readFor({ report }, how, more))[0]!.isRead;
    expect(await isRead({ fit: nothing })).toBe(true);
    expect(await isRead({ fit: nothing }, { ...started, 'fileReadings.listStartsSince': () => [] })).toBe(
      false,
    );
    expect(await isRead({ fit: { ...nothing, files: [CHANGE] } })).toBeUndefined();
    expect(await isRead({ fit: { state: 'refused', reason: 'edited' } })).toBeUndefined();
    expect(await isRead({ state: 'rolling-back', fit: nothing })).toBeUndefined();
    const saved = { ...nothing, ownSaves: new Set([PATH]) };
    expect(await isRead({ fit: saved }, { ...started, 'fileReadings.listStartsSince': () => [] })).toBe(true);
  });
});

describe('deployments that wait for the same instance', () => {
  const waits = { deploymentId: 'd2', kind: 'apply', state: 'queued', isCovered: false };
  const other = deployment([line('i1'), line('i2', { wave: 2, state: 'passed', host: 'hetzner' })], {
    ...{ id: 'd2', undoes: 'd0', options: { perHost: 9 } },
  });
  const text = JSON.stringify({
    waves: [{ wave: 1, instances: [{ instanceId: 'i1', name: 'x', files: [], restart: true, risks: [] }] }],
  });
  const answers = {
    'sharedRestarts.groupWaitingDeployments': () =>
      new Map([['i1', [waits, { ...waits, state: 'flagged', deploymentId: 'd3' }]]]),
    'deploymentReads.listDeploymentStatuses': () => [other],
    'plans.readPlan': () => ({ text, hash: 'hash', askedAt: BEFORE }),
  };

  it('are there with how they are run, and with what their plans restart', async () => {
    const { snapshot, asked } = await readLine({}, { answers });
    expect(snapshot.instances[0]!.waiting).toHaveLength(2);
    expect(asked.find(({ what }) => what === 'deploymentReads.listDeploymentStatuses')!.args).toEqual([
      ['d2'],
      SQL,
    ]);
    expect(snapshot.others).toEqual([
      {
        ...{
          id: 'd2',
          kind: 'apply',
          state: 'running',
          undoesAnother: true,
          options: { ...GIVEN, perHost: 9 },
        },
        instances: [
          { instanceId: 'i1', host: 'ovh', wave: 1, state: 'queued', restart: true },
          { instanceId: 'i2', host: 'hetzner', wave: 2, state: 'passed', restart: false },
        ],
      },
    ]);
  });
});
