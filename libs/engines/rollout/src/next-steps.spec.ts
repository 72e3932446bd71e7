import {
  DEPLOYMENT_TRANSITIONS,
  INSTANCE_CHANGE_TRANSITIONS,
  DEPLOYMENT_KINDS,
  isOver,
  mayFollow,
  type DeploymentKind,
  type DeploymentState,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterEvent, wayBack, type RolloutEvent } from './after-event.js';
import type { Rollout, RolloutInstance } from './rollout.js';
import { nextSteps } from './next-steps.js';

const one = (instanceId: string, more: Partial<RolloutInstance> = {}): RolloutInstance => ({
  instanceId,
  host: 'ovh',
  wave: 1,
  state: 'queued',
  restart: true,
  ...more,
});
const rolloutOf = (instances: RolloutInstance[], more: Partial<Rollout> = {}): Rollout => ({
  kind: 'apply',
  state: 'running',
  perHost: 2,
  windowOpen: true,
  instances,
  ...more,
});

describe('the next steps of a deployment', () => {
  it('start as many of the first wave as a host may carry', () => {
    const steps = nextSteps(
      rolloutOf([one('a'), one('b'), one('c'), one('d', { host: 'x' }), one('e', { wave: 2 })]),
    );
    expect(steps).toEqual(['a', 'b', 'd'].map((instanceId) => ({ kind: 'apply', instanceId })));
  });

  it('start the next wave only when all before it passed', () => {
    const waiting = [one('a', { state: 'judging' }), one('b', { wave: 2 })];
    expect(nextSteps(rolloutOf(waiting))).toEqual([]);
    expect(nextSteps(rolloutOf([one('a', { state: 'passed' }), one('b', { wave: 2 })]))).toEqual([
      { kind: 'apply', instanceId: 'b' },
    ]);
  });

  it('start nothing new after one failure and let go on what is under way', () => {
    const steps = nextSteps(
      rolloutOf([
        one('a', { state: 'rolled-back' }),
        one('b', { state: 'applied' }),
        one('c'),
        one('d', { wave: 2 }),
      ]),
    );
    expect(steps).toEqual([
      { kind: 'restart', instanceId: 'b' },
      { kind: 'skip', instanceId: 'c', reason: 'an instance before it failed' },
      { kind: 'skip', instanceId: 'd', reason: 'an instance before it failed' },
    ]);
  });

  it('wait for a person when a verdict is not clear', () => {
    expect(nextSteps(rolloutOf([one('a', { state: 'inconclusive' }), one('b', { wave: 2 })]))).toMatchObject([
      { kind: 'pause' },
    ]);
  });

  it('start nothing outside the change windows but finish what was started', () => {
    const steps = nextSteps(
      rolloutOf([one('a'), one('b', { state: 'applied', restart: false })], { windowOpen: false }),
    );
    expect(steps).toEqual([{ kind: 'judge', instanceId: 'b' }]);
  });

  it('leave out an instance on hold and say why', () => {
    expect(nextSteps(rolloutOf([one('a', { blocked: 'event tonight' })]))).toEqual([
      { kind: 'skip', instanceId: 'a', reason: 'event tonight' },
    ]);
  });

  it('undo what passed when a person stops an apply, and nothing when it was a restart', () => {
    const instances = [one('a', { state: 'passed' }), one('b')];
    expect(nextSteps(rolloutOf(instances, { state: 'stopping' }))).toEqual([
      { kind: 'skip', instanceId: 'b', reason: 'the deployment was stopped' },
      { kind: 'undo', instanceId: 'a' },
    ]);
    expect(nextSteps(rolloutOf(instances, { state: 'stopping', kind: 'restart' }))).toMatchObject([
      { kind: 'skip' },
    ]);
  });
});

describe('restarts that come later', () => {
  const later = { restartLater: true };

  it('flag what is written, go on with the next wave, and rest when everything is written', () => {
    const instances = [one('a', { state: 'applied' }), one('b', { wave: 2 })];
    expect(nextSteps(rolloutOf(instances, later))).toEqual([{ kind: 'flag', instanceId: 'a' }]);
    const next = [one('a', { state: 'flagged' }), one('b', { wave: 2 })];
    expect(nextSteps(rolloutOf(next, later))).toEqual([{ kind: 'apply', instanceId: 'b' }]);
    const written = [one('a', { state: 'flagged' }), one('b', { state: 'passed' })];
    expect(nextSteps(rolloutOf(written, later))).toEqual([{ kind: 'end', state: 'flagged' }]);
  });

  it('judge at once what needs no restart', () => {
    const instances = [one('a', { state: 'applied', restart: false })];
    expect(nextSteps(rolloutOf(instances, later))).toEqual([{ kind: 'judge', instanceId: 'a' }]);
  });

  it('let a deployment that rests go on when one of its instances does', () => {
    const resting = rolloutOf([one('a', { state: 'flagged' })], { ...later, state: 'flagged' });
    expect(nextSteps(resting)).toEqual([]);
    const reported = rolloutOf([one('a', { state: 'judging' }), one('b', { state: 'flagged' })], {
      ...later,
      state: 'flagged',
    });
    expect(nextSteps(reported)).toEqual([{ kind: 'resume' }]);
  });

  it('rest again while something waits, also after a failure, and only then end', () => {
    const some = [one('a', { state: 'rolled-back' }), one('b', { state: 'flagged' })];
    expect(nextSteps(rolloutOf(some, later))).toEqual([{ kind: 'end', state: 'flagged' }]);
    const all = [one('a', { state: 'rolled-back' }), one('b', { state: 'passed' })];
    expect(nextSteps(rolloutOf(all, later))).toEqual([{ kind: 'end', state: 'failed' }]);
  });

  it('are undone without a restart between when a person stops', () => {
    const stopping = rolloutOf([one('a', { state: 'flagged' }), one('b', { state: 'applied' })], {
      ...later,
      state: 'stopping',
    });
    expect(nextSteps(stopping)).toEqual([
      { kind: 'flag', instanceId: 'b' },
      { kind: 'undo', instanceId: 'a' },
    ]);
  });

  it('are not made first for what is undone, only for what cannot be', () => {
    const instances = [one('a', { state: 'flagged' })];
    expect(nextSteps(rolloutOf(instances, { state: 'stopping' }))).toEqual([
      { kind: 'undo', instanceId: 'a' },
    ]);
    expect(nextSteps(rolloutOf(instances, { state: 'stopping', kind: 'rollback' }))).toEqual([
      { kind: 'restart', instanceId: 'a' },
    ]);
  });

  it('are heard of by every change that waits: it is judged, or taken back when the server did not come up', () => {
    const waiting = { kind: 'apply', state: 'flagged', restart: true } as const;
    for (const kind of ['restart', 'start'] as const) {
      expect(afterEvent(waiting, { kind, outcome: 'done' })).toBe('judging');
      expect(afterEvent(waiting, { kind, outcome: 'failed' })).toBe('rolling-back');
      expect(afterEvent({ ...waiting, kind: 'rollback' }, { kind, outcome: 'failed' })).toBe('unwell');
    }
    expect(afterEvent(waiting, { kind: 'stop', outcome: 'done' })).toBeUndefined();
    expect(nextSteps(rolloutOf([one('a', { state: 'flagged', isCovered: true })]))).toEqual([]);
  });

  it('let the deployment that asked for one wait until the changes that it brought in have their verdicts', () => {
    for (const [kind, state] of [
      ['restart', 'restarting'],
      ['start', 'starting'],
    ] as const)
      for (const outcome of ['done', 'failed'] as const) {
        const subject = { kind, state, restart: true, changesWait: true };
        expect(afterEvent(subject, { kind, outcome })).toBe('flagged');
        const then = { ...subject, state: 'flagged', changesWait: false } as const;
        expect(afterEvent(then, { kind, outcome })).toBe(outcome === 'done' ? 'judging' : 'unwell');
      }
    const change = { kind: 'apply', state: 'restarting', restart: true, changesWait: true } as const;
    expect(afterEvent(change, { kind: 'restart', outcome: 'done' })).toBe('judging');
  });
});

describe('deployments that meet on one instance', () => {
  const restarting = { kind: 'restart', restarts: true } as const;
  const change = { kind: 'apply', restarts: true } as const;

  it('leave the restart to the last deployment', () => {
    for (const other of [restarting, change, { kind: 'rollback', restarts: true } as const]) {
      const written = rolloutOf([one('a', { state: 'applied', others: [other] })]);
      expect(nextSteps(written)).toEqual([{ kind: 'flag', instanceId: 'a' }]);
      const waiting = rolloutOf([one('a', { state: 'flagged', others: [other] })]);
      expect(nextSteps(waiting)).toEqual([]);
    }
    expect(nextSteps(rolloutOf([one('a', { state: 'flagged', others: [] })]))).toEqual([
      { kind: 'restart', instanceId: 'a' },
    ]);
  });

  it('do not wait for a change that restarts nothing, nor for a stop or a start', () => {
    for (const other of [
      { kind: 'apply', restarts: false },
      { kind: 'stop', restarts: false },
      { kind: 'start', restarts: false },
    ] as const)
      expect(nextSteps(rolloutOf([one('a', { state: 'applied', others: [other] })]))).toEqual([
        { kind: 'restart', instanceId: 'a' },
      ]);
  });

  it('do not let the next wave begin before the restart that they left to others', () => {
    const instances = [one('a', { state: 'flagged', others: [restarting] }), one('b', { wave: 2 })];
    expect(nextSteps(rolloutOf(instances))).toEqual([]);
  });

  it('restart after the changes that wait, and not again what was restarted since', () => {
    const asked = (more: Partial<RolloutInstance>) =>
      nextSteps(rolloutOf([one('a', more)], { kind: 'restart' }));
    expect(asked({ others: [change] })).toEqual([]);
    expect(asked({ others: [{ kind: 'apply', restarts: false }] })).toEqual([]);
    expect(asked({ others: [restarting] })).toEqual([{ kind: 'restart', instanceId: 'a' }]);
    expect(asked({ restartedSince: true })).toEqual([{ kind: 'judge', instanceId: 'a' }]);
    expect(asked({ restartedSince: false })).toEqual([{ kind: 'restart', instanceId: 'a' }]);
  });
});

describe('stops and starts', () => {
  it('begin as many as a host may carry, wave by wave, and undo nothing when they are stopped', () => {
    for (const kind of ['stop', 'start'] as const) {
      expect(nextSteps(rolloutOf([one('a'), one('b'), one('c'), one('p', { wave: 2 })], { kind }))).toEqual([
        { kind, instanceId: 'a' },
        { kind, instanceId: 'b' },
      ]);
      const stopped = rolloutOf([one('a', { state: 'passed' }), one('b')], { kind, state: 'stopping' });
      expect(nextSteps(stopped)).toMatchObject([{ kind: 'skip', instanceId: 'b' }]);
    }
  });

  it('are judged when they are done, and need a person when they are not', () => {
    for (const [kind, state, end] of [
      ['stop', 'stopping', 'stuck'],
      ['start', 'starting', 'unwell'],
    ] as const) {
      const subject = { kind, state, restart: true };
      expect(afterEvent(subject, { kind, outcome: 'done' })).toBe('judging');
      expect(afterEvent(subject, { kind, outcome: 'failed' })).toBe(end);
      expect(afterEvent(subject, { kind: 'restart', outcome: 'done' })).toBeUndefined();
      expect(afterEvent({ ...subject, state: 'judging' }, { kind: 'verdict', verdict: 'fail' })).toBe(end);
      expect(afterEvent({ ...subject, state: 'judging' }, { kind, outcome: 'done' })).toBeUndefined();
    }
  });
});

/** Plays a deployment against a fleet in which anything may happen, and keeps the rules in sight. */
class Play {
  readonly log: string[] = [];
  rounds = 0;
  constructor(
    readonly kind: DeploymentKind,
    readonly perHost: number,
    private readonly restartLater: boolean,
    private readonly luck: fc.GeneratorValue,
    public instances: RolloutInstance[],
    public state: DeploymentState = 'running',
  ) {}

  run(): this {
    while (DEPLOYMENT_TRANSITIONS[this.state].length > 0 && this.rounds < 2_000) this.playRound();
    return this;
  }

  private playRound(): void {
    this.rounds += 1;
    if (this.state === 'running' && this.dice(20) === 0) this.become('stopping');
    if (this.state === 'paused') this.person();
    if (this.state === 'flagged' && this.dice(20) === 0) this.become('stopping');
    const windowOpen = this.dice(4) !== 0;
    const { kind, perHost, state, restartLater } = this;
    const instances = this.instances.map((instance) => ({ ...instance, others: this.others() }));
    for (const step of nextSteps({ kind, perHost, state, windowOpen, restartLater, instances })) {
      if (step.kind === 'pause') this.become('paused');
      else if (step.kind === 'resume') this.become('running');
      else if (step.kind === 'end') this.become(step.state);
      else {
        const to = {
          apply: 'applying',
          restart: 'restarting',
          inspect: 'looking',
          stop: 'stopping',
          start: 'starting',
          judge: 'judging',
          flag: 'flagged',
          undo: wayBack(this.instance('instanceId' in step ? step.instanceId : '')),
          skip: 'skipped',
        };
        const { state: from } = this.instance(step.instanceId);
        if (from === 'queued' && step.kind !== 'skip') this.checkStart(step.instanceId);
        this.move(step.instanceId, to[step.kind] as InstanceChangeState);
      }
    }
    for (const instance of this.instances) this.happen(instance);
  }

  /** Another deployment may wait for any instance at any time, but not for ever. */
  private others(): RolloutInstance['others'] {
    return this.dice(3) === 0 ? [{ kind: 'apply', restarts: this.dice(2) === 0 }] : [];
  }

  private person(): void {
    if (this.dice(2) === 0) return this.become('stopping');
    for (const { instanceId, state } of this.instances)
      if (state === 'inconclusive') this.move(instanceId, 'passed');
    this.become('running');
  }

  private instance(instanceId: string): RolloutInstance {
    return this.instances.find((instance) => instance.instanceId === instanceId)!;
  }

  private happen({ instanceId, state, restart, whileStopped = false }: RolloutInstance): void {
    const events: RolloutEvent[] = [
      ...(['applied', 'applied', 'refused', 'undone', 'stuck'] as const).map(
        (outcome) => ({ kind: 'order', outcome }) as const,
      ),
      { kind: 'fits' },
      { kind: 'fits' },
      ...(['restart', 'stop', 'start'] as const).flatMap((power) =>
        (['done', 'done', 'failed'] as const).map((outcome) => ({ kind: power, outcome })),
      ),
      ...(['pass', 'pass', 'fail', 'inconclusive'] as const).map(
        (verdict) => ({ kind: 'verdict', verdict }) as const,
      ),
    ];
    const subject = { kind: this.kind, state, restart, whileStopped };
    const to = afterEvent(subject, events[this.dice(events.length)]!);
    if (to !== undefined) this.move(instanceId, to);
  }

  private checkStart(instanceId: string): void {
    const mine = this.instance(instanceId);
    for (const other of this.instances.filter(({ wave }) => wave < mine.wave))
      expect(['passed', 'skipped', ...(this.restartLater ? ['flagged'] : [])]).toContain(other.state);
    const busy = this.instances.filter(
      ({ host, state }) =>
        host === mine.host &&
        state !== 'queued' &&
        !(this.restartLater && state === 'flagged') &&
        !isOver(state),
    );
    expect(busy.length).toBeLessThan(this.perHost);
  }

  private move(instanceId: string, to: InstanceChangeState): void {
    this.instances = this.instances.map((instance) => {
      if (instance.instanceId !== instanceId) return instance;
      const allowed = mayFollow(INSTANCE_CHANGE_TRANSITIONS, instance.state, to);
      expect(allowed, `${instance.state} -> ${to}`).toBe(true);
      return { ...instance, state: to };
    });
  }

  private become(to: DeploymentState): void {
    expect(mayFollow(DEPLOYMENT_TRANSITIONS, this.state, to), `${this.state} -> ${to}`).toBe(true);
    this.state = to;
  }

  private dice(sides: number): number {
    return this.luck(fc.nat, { max: sides - 1 });
  }
}

describe('laws of deployments', () => {
  it('come to an end that tells the truth, whatever happens', () => {
    const instance = fc.record({
      host: fc.constantFrom('ovh', 'hetzner'),
      wave: fc.integer({ min: 1, max: 3 }),
      restart: fc.boolean(),
      whileStopped: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...DEPLOYMENT_KINDS),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        fc.array(instance, { maxLength: 7 }),
        fc.gen(),
        (kind, perHost, later, drafts, luck) => {
          const isChange = ['apply', 'rollback'].includes(kind);
          const fleet = drafts.map((draft, index) => {
            const { restart, whileStopped } = draft;
            return one(`i${index}`, {
              ...draft,
              restart: restart || !isChange,
              whileStopped: isChange && whileStopped && !later,
            });
          });
          const end = new Play(kind, perHost, later && kind === 'apply', luck, fleet).run();
          expect(['succeeded', 'failed', 'stopped']).toContain(end.state);
          const states = new Set(end.instances.map(({ state }) => state));
          if (end.state === 'succeeded')
            for (const state of states) expect(['passed', 'skipped']).toContain(state);
          if (states.size > 0 && [...states].every((state) => state === 'skipped'))
            expect(end.state).not.toBe('succeeded');
          if (states.has('stuck') || states.has('unwell')) expect(end.state).toBe('failed');
          if (end.state === 'stopped' && kind === 'apply') expect(states.has('passed')).toBe(false);
          expect(states.has('flagged')).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
