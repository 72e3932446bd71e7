import { describe, expect, it } from 'vitest';
import { inWords } from '../../test/in-words.js';
import {
  EARLIER,
  FENCE,
  instance,
  leaseOf,
  NOW,
  order,
  snapshot,
  step,
  type MadeOf,
} from '../../test/made-snapshot.js';
import { decide } from './decide.js';
import type { Effect } from './effect.js';
import type { InstanceFacts, OtherDeployment } from './snapshot.js';

const words = (lines: readonly InstanceFacts[], made?: MadeOf): string[] =>
  inWords(decide(snapshot(lines, made)));
const only = <Kind extends Effect['kind']>(kind: Kind, effects: readonly Effect[]) =>
  effects.filter((effect): effect is Extract<Effect, { kind: Kind }> => effect.kind === kind);

describe('a deployment', () => {
  it('that waited runs, and begins at once', () => {
    expect(words([instance('queued')], { deployment: { state: 'waiting' } })).toEqual([
      'the deployment is running',
      'lobby is claimed under fence 1',
      'lobby is applying',
      'the agent looks at the files of lobby before the change',
    ]);
  });

  it('that runs says no reason for it, rather than an empty one', () => {
    const [begun] = decide(snapshot([], { deployment: { state: 'waiting' } }));
    expect(begun).toStrictEqual({ kind: 'move-deployment', from: 'waiting', to: 'running' });
  });

  it('that ends gives back every lease that it has, and says why it failed', () => {
    const broken = instance('stuck', { name: 'hub', reason: 'the disk is full' });
    const unclear = instance('inconclusive');
    expect(words([broken, unclear], { deployment: { state: 'stopping', kind: 'restart' } })).toEqual([
      'still held: lobby',
      'the deployment is failed: hub: the disk is full',
      'lobby is free',
    ]);
  });

  it('is written into the audit, with who asked for it, after everything else', () => {
    const effects = decide(snapshot([instance('queued')], { deployment: { state: 'waiting' } }));
    const audit = only('audit', effects);
    expect(effects.slice(-audit.length)).toEqual(audit);
    expect(audit).toEqual([
      {
        kind: 'audit',
        action: 'deployment.running',
        subject: 'deployment',
        detail: { deployment: 'deployment', requestedBy: 'mia', planHash: 'hash' },
      },
      {
        kind: 'audit',
        action: 'instance.applying',
        subject: 'lobby',
        detail: { deployment: 'deployment', requestedBy: 'mia', planHash: 'hash', fence: 1 },
      },
    ]);
  });
});

describe('a lease', () => {
  it('is kept while something is done, and given back by what waits or is over', () => {
    const lines = [
      instance('judging', { name: 'a' }),
      instance('inconclusive', { name: 'b' }),
      instance('passed', { name: 'c', lease: leaseOf('ours') }),
      instance('flagged', {
        name: 'd',
        lease: leaseOf('ours'),
        restartedBy: { deploymentId: 'x', attempt: 1 },
      }),
      instance('queued', { name: 'e' }),
    ];
    const effects = decide(snapshot(lines, { deployment: { state: 'paused' } }));
    expect(only('release-lease', effects).map(({ instanceId }) => instanceId)).toEqual(['c', 'd']);
    expect(only('renew-leases', effects)).toEqual([
      {
        kind: 'renew-leases',
        leases: [
          { instanceId: 'a', fence: FENCE },
          { instanceId: 'b', fence: FENCE },
        ],
      },
    ]);
  });

  it('that is not ours any more under our fence needs a person', () => {
    for (const lease of [leaseOf('others', FENCE + 1), leaseOf('none'), leaseOf('ours', FENCE + 1)])
      expect(words([instance('applying', { lease })])).toContain(
        'lobby is stuck: something else took the instance over',
      );
    const ranOut = { ...leaseOf('ours'), ranOut: true };
    expect(words([instance('judging', { lease: ranOut })])).toEqual(['still held: lobby']);
  });

  it('of another deployment is waited for until its time is over', () => {
    const held = instance('queued', { lease: leaseOf('others', 7) });
    expect(words([held])).toEqual([]);
    const over = instance('queued', { lease: { ...leaseOf('others', 7), ranOut: true } });
    expect(words([over])).toContain('lobby is claimed under fence 8');
  });

  it('of our own is claimed under the fence that it has', () => {
    expect(words([instance('queued', { lease: leaseOf('ours', 7) })])).toContain(
      'lobby is claimed under fence 7',
    );
  });

  it('is taken anew for the way back, and what is held by another deployment waits without stopping the others', () => {
    const stopping = { deployment: { state: 'stopping' } } as const;
    const held = instance('passed', { name: 'a', lease: leaseOf('others', 9) });
    expect(words([held, instance('passed', { name: 'b' })], stopping)).toEqual([
      'b is claimed under fence 4',
      'b is rolling-back: the deployment was stopped',
      'the agent looks at the files of b before it is taken back',
    ]);
    expect(words([instance('inconclusive', { reason: 'AMP is silent' })], stopping)).toEqual([
      'still held: lobby',
      'lobby is claimed under fence 4 in place of 3',
      'lobby is rolling-back: AMP is silent; then: the deployment was stopped',
      'the agent looks at the files of lobby before it is taken back',
    ]);
  });
});

describe('what may not be begun', () => {
  const skipped = (more: Partial<InstanceFacts>, made?: MadeOf) => {
    const [move] = only('move-instance', decide(snapshot([instance('queued', more)], made)));
    return move?.to === 'skipped' ? move.reason : undefined;
  };
  const rejection = { rejectedAt: NOW };

  it('is left out with the reason', () => {
    expect(skipped({ hold: 'event tonight' })).toBe('the instance is on hold: event tonight');
    expect(skipped({ isFound: false })).toBe('the instance is no longer found');
    expect(skipped({ rejection })).toMatch(/^this very change was rolled back here before/);
    expect(skipped({})).toBeUndefined();
  });

  it('names what needs a decision before what is gone, and that before a hold', () => {
    const all = { hold: 'event', isFound: false, rejection };
    expect(skipped(all)).toMatch(/^this very change/);
    expect(skipped({ hold: 'event', isFound: false })).toBe('the instance is no longer found');
  });

  it('is begun after all when a person decided about it anew', () => {
    const decisions = { plannedAt: EARLIER, approvedAt: new Date(NOW.getTime() + 1) };
    expect(skipped({ rejection }, { deployment: { decisions } })).toBeUndefined();
    expect(skipped({ rejection }, { deployment: { decisions: { plannedAt: EARLIER } } })).toBeDefined();
    const lifted = { rejectedAt: NOW, liftedAt: EARLIER };
    expect(
      skipped(
        { rejection: lifted },
        { deployment: { decisions: { plannedAt: EARLIER }, requestedAt: EARLIER } },
      ),
    ).toBeUndefined();
  });

  it('is begun where it takes something back', () => {
    for (const deployment of [{ kind: 'rollback' }, { kind: 'start', undoesAnother: true }] as const)
      expect(skipped({ hold: 'event', isFound: false, rejection }, { deployment })).toBeUndefined();
  });

  it('waits for a change window, unless it takes something back', () => {
    const windows = [{ effect: 'deny', days: ['mon'], from: '00:00', to: '24:00', zone: 'UTC' } as const];
    expect(words([instance('queued')], { windows })).toEqual([]);
    expect(words([instance('queued')], { windows, deployment: { kind: 'rollback' } })).not.toEqual([]);
    expect(
      words([instance('queued')], { windows, deployment: { kind: 'start', undoesAnother: true } }),
    ).not.toEqual([]);
  });
});

describe('a restart', () => {
  const done = (more: Partial<InstanceFacts>, made?: MadeOf) =>
    words([instance('restarting', { steps: [step('restart', 'done', { askedAt: NOW })], ...more })], made);

  it('takes the flags off that were there when the panel was asked, and a stop takes none off', () => {
    const flags = only(
      'clear-restart-flags',
      decide(snapshot([instance('restarting', { steps: [step('restart', 'done', { askedAt: NOW })] })])),
    );
    expect(flags).toEqual([{ kind: 'clear-restart-flags', instanceId: 'lobby', begunAt: NOW }]);
    const unasked = decide(snapshot([instance('restarting', { steps: [step('restart')] })]));
    expect(only('clear-restart-flags', unasked)[0]!.begunAt).toEqual(EARLIER);
    const failed = decide(snapshot([instance('restarting', { steps: [step('restart', 'failed')] })]));
    expect(only('clear-restart-flags', failed)).toEqual([]);
    const stopped = decide(
      snapshot([instance('stopping', { steps: [step('stop')] })], { deployment: { kind: 'stop' } }),
    );
    expect(only('clear-restart-flags', stopped)).toEqual([]);
  });

  it('is still needed where a start found the server running', () => {
    const found = instance('starting', { steps: [step('start', 'done', { foundRunning: true })] });
    expect(words([found], { deployment: { kind: 'start' } })).toEqual([
      'still held: lobby',
      'lobby is judging',
      'lobby: it is to be judged',
    ]);
  });

  it('of an older fence, or one that is still under way, says nothing', () => {
    for (const steps of [[step('restart', 'done', { attempt: FENCE - 1 })], [step('restart', 'begun')]])
      expect(words([instance('restarting', { steps })])).toEqual(['still held: lobby']);
  });

  const change = {
    deploymentId: 'other',
    kind: 'apply',
    state: 'flagged',
    fence: 2,
    isCovered: true,
  } as const;
  const restart = { deployment: { kind: 'restart' } } as const;

  it('that was asked for lets the changes that it brought in have their verdicts first', () => {
    const restartedBy = { deploymentId: 'deployment', attempt: FENCE };
    expect(done({ waiting: [change], restartedBy }, restart)).toEqual([
      'still held: lobby',
      'lobby needs no restart any more',
      'lobby is flagged: the changes that waited for this restart are judged first',
      'lobby is free',
    ]);
    expect(done({ waiting: [{ ...change, isCovered: false }], restartedBy }, restart)).toContain(
      'lobby is judging',
    );
  });

  it('that was never asked for brought nothing in, and is judged at once', () => {
    expect(done({ waiting: [change] }, restart)).toContain('lobby is judging');
    const failed = instance('starting', { steps: [step('start', 'failed')], waiting: [change] });
    expect(words([failed], { deployment: { kind: 'start' } })).toContain('lobby is unwell');
  });

  it('of another deployment is shared by a change that waits: the newest is judged first', () => {
    const sharedRestart = step('restart', 'done', { attempt: 8 });
    const restartedBy = { deploymentId: 'other', attempt: 8 };
    const waits = { sharedRestart, restartedBy };
    expect(words([instance('flagged', waits)])).toEqual([
      'lobby is claimed under fence 4',
      'lobby goes on under fence 4',
      'lobby is judging',
      'lobby: it is to be judged',
    ]);
    expect(words([instance('flagged', { ...waits, waiting: [{ ...change, fence: FENCE + 1 }] })])).toEqual(
      [],
    );
    expect(words([instance('flagged', { ...waits, lease: leaseOf('others', 9) })])).toEqual([]);
    expect(words([instance('flagged', { ...waits, sharedRestart: step('restart', 'begun') })])).toEqual([]);
  });

  it('that came since another was asked for is taken for it', () => {
    const restartedSince = { deploymentId: 'other', attempt: 8 };
    const effects = decide(snapshot([instance('queued', { restartedSince })], restart));
    expect(only('adopt-restart', effects)).toEqual([
      { kind: 'adopt-restart', instanceId: 'lobby', restart: restartedSince },
    ]);
    expect(inWords(effects)).toEqual([
      'lobby is claimed under fence 1',
      'lobby shares the restart of other',
      'lobby is judging',
      'lobby: it is to be judged',
    ]);
    expect(words([instance('queued', { restartedSince, lease: leaseOf('others', 9) })], restart)).toEqual([]);
  });
});

describe('another deployment on the same instance', () => {
  const next = (more: Partial<OtherDeployment> = {}, restarts = true): OtherDeployment => ({
    ...{ id: 'next', kind: 'apply', state: 'running', undoesAnother: false },
    options: { perHost: 1, whileStopped: false, restartLater: false },
    instances: [{ instanceId: 'lobby', host: 'ovh', wave: 1, state: 'queued', restart: restarts }],
    ...more,
  });
  const written = (other: OtherDeployment, options: MadeOf['options'] = {}) =>
    words(
      [
        instance('applied', {
          orders: [order('applying', { state: 'applied' })],
          waiting: [{ deploymentId: 'next', kind: other.kind, state: 'queued', isCovered: false }],
        }),
      ],
      { others: [other], options },
    );
  const waits = expect.stringMatching(/^lobby is flagged: written and read back; it waits for a restart/);

  it('that comes now and restarts it is left the restart', () => {
    expect(written(next())).toContainEqual(waits);
    expect(written(next({ state: 'waiting' }))).toContainEqual(waits);
    expect(written(next({ kind: 'restart' }, false))).toContainEqual(waits);
  });

  it('is not waited for when it is unknown when it comes, or when it restarts nothing', () => {
    const wave = { instanceId: 'first', host: 'x', wave: 0, state: 'judging', restart: true } as const;
    for (const other of [
      next({ state: 'paused' }),
      next({ kind: 'stop' }),
      next({ options: { perHost: 1, whileStopped: false, restartLater: true } }),
      next({ instances: [wave, ...next().instances] }),
      next({}, false),
    ])
      expect(written(other)).toContain('lobby is restarting');
  });

  it('is not asked about where this one restarts nothing', () => {
    expect(written(next(), { restartLater: true })).toContainEqual(waits);
  });

  it('goes first when a restart was asked for that would else come twice', () => {
    const waiting = [{ deploymentId: 'next', kind: 'apply', state: 'queued', isCovered: false } as const];
    const restart = { deployment: { kind: 'restart' }, others: [next()] } as const;
    expect(words([instance('queued', { waiting })], restart)).toEqual([]);
    expect(words([instance('queued')], restart)).toContain('lobby is restarting');
  });
});

describe('a change that is written', () => {
  const applied = [order('applying', { state: 'applied' })];

  it('needs a restart only where its plan says so', () => {
    expect(words([instance('applying', { orders: applied })])).toContain('lobby needs a restart');
    expect(words([instance('applying', { orders: applied, restart: false })])).toEqual([
      'still held: lobby',
      'lobby is applied',
      'lobby is judging',
      'lobby: it is to be judged',
    ]);
  });

  it('waits for its restart where that comes later, and leaves the instance free', () => {
    const later = { options: { restartLater: true } };
    expect(words([instance('applying', { orders: applied })], later)).toEqual([
      'still held: lobby',
      'lobby is applied',
      'lobby needs a restart',
      'lobby is flagged: written and read back; it waits for a restart, and its verdict comes after it',
      'lobby is free',
      'the deployment is flagged',
    ]);
  });

  it('is taken back without a restart, and its flag with it, where no server has read it', () => {
    const orders = [order('rolling-back', { state: 'applied' })];
    const later = { options: { restartLater: true }, deployment: { state: 'stopping' } } as const;
    expect(words([instance('rolling-back', { orders })], later)).toEqual([
      'still held: lobby',
      'lobby is rolled-back',
      'lobby needs no restart for this deployment',
      'lobby is free',
      'the deployment is stopped',
    ]);
    const restartedBy = { deploymentId: 'other', attempt: 8 };
    expect(words([instance('rolling-back', { orders, restartedBy })], later)).toContain(
      'lobby is restarting-back',
    );
  });

  it('puts the instance on hold when it is taken back by itself, and not when a person stops it', () => {
    const back = instance('restarting-back', { reason: 'CMI failed', steps: [step('restart')] });
    const [hold] = only('place-hold', decide(snapshot([back])));
    expect(hold).toEqual({
      kind: 'place-hold',
      instanceId: 'lobby',
      reason: 'its change was rolled back: CMI failed',
      until: new Date(NOW.getTime() + 24 * 3_600_000),
      rejectedPlanHash: 'hash',
    });
    const { until: _, ...forEver } = hold!;
    expect(only('place-hold', decide(snapshot([back], { holdHours: 0 })))).toEqual([forEver]);
    expect(only('place-hold', decide(snapshot([back], { deployment: { state: 'stopping' } })))).toEqual([]);
    const silent = instance('restarting-back', { steps: [step('restart', 'failed')] });
    expect(words([silent])).toContain(
      'lobby is on hold for a time: its change was rolled back: it was not well',
    );
  });

  it('that had nothing to write takes nothing back when it is not well', () => {
    const steps = [step('verdict', 'done', { verdict: 'fail', reason: 'it crashed' })];
    for (const asPlanned of ['restart', 'left-alone'] as const)
      expect(words([instance('judging', { steps, asPlanned })])).toContain('lobby is unwell: it crashed');
  });

  it('has an unclear verdict where the ledger holds none', () => {
    const [move] = only(
      'move-instance',
      decide(snapshot([instance('judging', { steps: [step('verdict')] })])),
    );
    expect(move).toMatchObject({ to: 'inconclusive', verdict: 'inconclusive' });
  });

  it('while its server is stopped needs a plan that is known', () => {
    const made = { options: { whileStopped: true }, deployment: { hasPlan: false } };
    expect(words([instance('queued')], made)).toContain('lobby is applying');
  });
});
