import type { Effect } from '@archivesmp/rollout';
import { describe, expect, it } from 'vitest';
import { madeHistory, SQL, type AskedStore } from '../../test/made-history.js';
import { carryOut, outcomeOf, type EffectContext } from './carry-out.js';
import { holderOf } from './deployment-lease.js';

const NOW = new Date('2026-11-30T12:00:00Z');
const HOLDER = holderOf('d1');
const DAY_SECONDS = 86_400;
const FILE = { path: 'plugins/CMI/config.yml', plugin: 'CMI', before: 'old', after: 'new' } as const;

const contextOf = (history: EffectContext['history'], more: Partial<EffectContext> = {}): EffectContext => ({
  deployment: {
    id: 'd1',
    state: 'running',
    instances: [
      { instanceId: 'i0', host: 'hetzner' },
      { instanceId: 'i1', host: 'ovh' },
    ],
  } as unknown as EffectContext['deployment'],
  planHash: 'hash',
  fleet: new Map([['i1', { id: 'i1', folder: 'lobby' }]]) as unknown as EffectContext['fleet'],
  signer: { sign: (text: string) => ({ text, signature: 'signed' }) } as unknown as EffectContext['signer'],
  orderSeconds: 120,
  history,
  now: NOW,
  sql: SQL,
  ...more,
});

const GRANTS = {
  'leases.acquireLease': () => ({ fence: 4 }),
  'leases.releaseLease': () => true,
};

/** What the stores were told when these effects were carried out. */
async function callsOf(
  effects: readonly Effect[],
  more: Partial<EffectContext> = {},
  answers: Parameters<typeof madeHistory>[0] = GRANTS,
): Promise<readonly AskedStore[]> {
  const { history, asked } = madeHistory(answers);
  await carryOut(effects, contextOf(history, more));
  return asked;
}

const callOf = async (effect: Effect): Promise<AskedStore> => (await callsOf([effect]))[0]!;

describe('an effect', () => {
  it('that moves a deployment or an instance says from where, so that nobody else has moved it meanwhile', async () => {
    expect(await callOf({ kind: 'move-deployment', from: 'running', to: 'paused', reason: 'why' })).toEqual({
      what: 'deployments.moveDeploymentState',
      args: ['d1', { from: 'running', to: 'paused', reason: 'why' }, NOW, SQL],
    });
    expect((await callOf({ kind: 'move-deployment', from: 'waiting', to: 'running' })).args[1]).toEqual({
      from: 'waiting',
      to: 'running',
    });
    const moved = { from: 'judging', to: 'passed', fence: 3, verdict: 'pass', reason: 'well' } as const;
    expect(await callOf({ kind: 'move-instance', instanceId: 'i1', ...moved })).toEqual({
      what: 'deploymentInstances.moveInstanceState',
      args: ['d1', 'i1', { ...moved, jobs: [] }, NOW, SQL],
    });
  });

  it.each([
    ['restart', 'deployment.restart-instance'],
    ['stop', 'deployment.stop-instance'],
    ['start', 'deployment.start-instance'],
    ['judge', 'deployment.judge-instance'],
  ] as const)('that begins to %s writes the job of it with the move', async (begins, name) => {
    const move = {
      kind: 'move-instance',
      instanceId: 'i1',
      from: 'applied',
      to: 'judging',
      fence: 3,
    } as const;
    const { args } = await callOf({ ...move, begins });
    const data = { deploymentId: 'd1', instanceId: 'i1', fence: 3 };
    expect(args[2]).toMatchObject({ jobs: [{ definition: { name }, data }] });
    expect(args[2]).not.toHaveProperty('begins');
  });

  it('about a lease is of this deployment', async () => {
    expect(await callsOf([{ kind: 'acquire-lease', instanceId: 'i1', fence: 4 }])).toEqual([
      { what: 'leases.acquireLease', args: ['i1', HOLDER, DAY_SECONDS, NOW, SQL] },
    ]);
    expect(await callsOf([{ kind: 'acquire-lease', instanceId: 'i1', fence: 4, instead: 3 }])).toEqual([
      { what: 'leases.releaseLease', args: [{ instanceId: 'i1', holder: HOLDER, fence: 3 }, SQL] },
      { what: 'leases.acquireLease', args: ['i1', HOLDER, DAY_SECONDS, NOW, SQL] },
    ]);
    const leases = [{ instanceId: 'i1', fence: 3 }];
    expect(await callOf({ kind: 'renew-leases', leases })).toEqual({
      what: 'leases.renewLeases',
      args: [HOLDER, leases, DAY_SECONDS, NOW, SQL],
    });
    expect(await callOf({ kind: 'release-lease', instanceId: 'i1', fence: 3 })).toEqual({
      what: 'leases.releaseLease',
      args: [{ instanceId: 'i1', holder: HOLDER, fence: 3 }, SQL],
    });
    expect(await callOf({ kind: 'change-fence', instanceId: 'i1', fence: 4 })).toEqual({
      what: 'deploymentInstances.recordNewFence',
      args: ['d1', 'i1', 4, SQL],
    });
  });

  it('that somebody else was faster than fails, so that everything is decided anew', async () => {
    const other = { ...GRANTS, 'leases.acquireLease': () => ({ fence: 5 }) };
    await expect(
      callsOf([{ kind: 'acquire-lease', instanceId: 'i1', fence: 4 }], {}, other),
    ).rejects.toMatchObject({ code: 'lease.lost' });
    const gone = { ...GRANTS, 'leases.releaseLease': () => false };
    await expect(
      callsOf([{ kind: 'release-lease', instanceId: 'i1', fence: 3 }], {}, gone),
    ).rejects.toMatchObject({ code: 'lease.lost' });
  });

  it('that looks at files asks the agent of the host, for as long as an order is given', async () => {
    const files = [{ path: FILE.path, sha256: 'old' }];
    const request = { kind: 'request-inspection', purpose: 'forward', fence: 3, files } as const;
    expect(await callOf({ ...request, instanceId: 'i1' })).toEqual({
      what: 'inspections.requestInspection',
      args: [
        { instanceId: 'i1', host: 'ovh', folder: 'lobby', files, plugins: [] },
        { deploymentId: 'd1', purpose: 'forward', fence: 3, giveUpSeconds: 120 },
        NOW,
        SQL,
      ],
    });
    expect((await callOf({ ...request, instanceId: 'i0' })).args[0]).toMatchObject({
      host: 'hetzner',
      folder: '',
    });
    expect(await callOf({ kind: 'withdraw-inspection', instanceId: 'i1', inspectionId: 'one' })).toEqual({
      what: 'inspections.withdrawInspection',
      args: ['one', NOW, SQL],
    });
  });

  it('that gives an order signs exactly these files, for as long as an agent may begin it', async () => {
    const order = {
      kind: 'give-order',
      instanceId: 'i1',
      direction: 'back',
      fence: 3,
      files: [FILE],
    } as const;
    const { what, args } = await callOf(order);
    expect([what, args.slice(1)]).toEqual(['orders.issueOrder', [NOW, SQL]]);
    expect(args[0]).toMatchObject({
      signature: 'signed',
      direction: 'back',
      order: {
        ...{ deploymentId: 'd1', instanceId: 'i1', host: 'ovh', folder: 'lobby', fence: 3 },
        ...{ planHash: 'hash', files: [FILE], expiresAt: '2026-11-30T12:02:00.000Z' },
      },
    });
    const { order: given, text } = args[0] as { order: object; text: string };
    expect(JSON.parse(text)).toEqual(given);
    await expect(callsOf([order], { signer: undefined })).rejects.toMatchObject({
      code: 'deployment.no-order-key',
    });
  });

  it('about restarts that are to come flags, clears and withdraws, and takes a restart of others for its own', async () => {
    expect(await callOf({ kind: 'flag-restart', instanceId: 'i1', reason: 'why' })).toEqual({
      what: 'restartFlags.flagRestart',
      args: [{ instanceId: 'i1', reason: 'why', deploymentId: 'd1' }, NOW, SQL],
    });
    expect(await callOf({ kind: 'clear-restart-flags', instanceId: 'i1', begunAt: NOW })).toEqual({
      what: 'restartFlags.clearRestartFlags',
      args: ['i1', NOW, SQL],
    });
    expect(await callOf({ kind: 'withdraw-restart-flag', instanceId: 'i1' })).toEqual({
      what: 'restartFlags.withdrawRestartFlag',
      args: ['i1', 'd1', NOW, SQL],
    });
    const restart = { deploymentId: 'd0', attempt: 7 };
    expect(await callOf({ kind: 'adopt-restart', instanceId: 'i1', restart })).toEqual({
      what: 'sharedRestarts.adoptRestart',
      args: ['d1', 'i1', restart, SQL],
    });
  });

  it('that holds an instance or is told to the audit names who did it', async () => {
    const hold = { instanceId: 'i1', reason: 'why', until: NOW, rejectedPlanHash: 'hash' };
    expect(await callOf({ kind: 'place-hold', ...hold })).toEqual({
      what: 'holds.placeHold',
      args: [{ ...hold, by: 'deployment-orchestrator' }, NOW, SQL],
    });
    const record = { action: 'instance.passed', subject: 'lobby', detail: { deployment: 'd1' } };
    expect(await callOf({ kind: 'audit', ...record })).toEqual({
      what: 'audit.recordAudit',
      args: [{ actor: 'deployment-orchestrator', ...record }, NOW, SQL],
    });
  });

  it('comes after the one before it, and none after one that failed', async () => {
    const effects: Effect[] = [
      { kind: 'renew-leases', leases: [] },
      { kind: 'release-lease', instanceId: 'i1', fence: 3 },
      { kind: 'withdraw-restart-flag', instanceId: 'i1' },
    ];
    const names = (await callsOf(effects)).map(({ what }) => what);
    expect(names).toEqual(['leases.renewLeases', 'leases.releaseLease', 'restartFlags.withdrawRestartFlag']);
    const { history, asked } = madeHistory({ 'leases.releaseLease': () => false });
    await expect(carryOut(effects, contextOf(history))).rejects.toThrow();
    expect(asked.map(({ what }) => what)).toEqual(['leases.renewLeases', 'leases.releaseLease']);
  });
});

const move = (instanceId: string, to: 'applied' | 'restarting'): Effect => ({
  ...{ kind: 'move-instance', instanceId, from: 'applying', to },
});

describe('what is told of a deployment after its effects', () => {
  it('is where it stands, and where each instance came to last', async () => {
    const effects: Effect[] = [
      { kind: 'move-deployment', from: 'waiting', to: 'running' },
      move('a', 'applied'),
      move('a', 'restarting'),
      move('b', 'applied'),
    ];
    const outcome = {
      state: 'running',
      moved: [
        { instanceId: 'a', state: 'restarting' },
        { instanceId: 'b', state: 'applied' },
      ],
      freed: [],
    };
    expect(outcomeOf(effects, 'waiting')).toEqual(outcome);
    expect(await carryOut(effects, contextOf(madeHistory().history))).toEqual(outcome);
    expect(outcomeOf([], 'paused')).toEqual({ state: 'paused', moved: [], freed: [] });
  });

  it('names what nobody holds any more, and not what was claimed again', () => {
    const effects: Effect[] = [
      { kind: 'release-lease', instanceId: 'a', fence: 1 },
      { kind: 'release-lease', instanceId: 'b', fence: 1 },
      { kind: 'acquire-lease', instanceId: 'b', fence: 2 },
    ];
    expect(outcomeOf(effects, 'running').freed).toEqual(['a']);
  });
});
