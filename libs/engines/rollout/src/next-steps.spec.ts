import {
  DEPLOYMENT_TRANSITIONS,
  INSTANCE_CHANGE_TRANSITIONS,
  DEPLOYMENT_KINDS,
  mayFollow,
  type DeploymentKind,
  type DeploymentState,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterEvent, wayBack, type CourseEvent } from './after-event.js';
import type { Course, CourseInstance } from './course.js';
import { isOver, nextSteps } from './next-steps.js';

const one = (instanceId: string, more: Partial<CourseInstance> = {}): CourseInstance => ({
  instanceId,
  host: 'ovh',
  wave: 1,
  state: 'queued',
  restart: true,
  ...more,
});
const course = (instances: CourseInstance[], more: Partial<Course> = {}): Course => ({
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
      course([one('a'), one('b'), one('c'), one('d', { host: 'x' }), one('e', { wave: 2 })]),
    );
    expect(steps).toEqual(['a', 'b', 'd'].map((instanceId) => ({ kind: 'apply', instanceId })));
  });

  it('start the next wave only when all before it passed', () => {
    const waiting = [one('a', { state: 'judging' }), one('b', { wave: 2 })];
    expect(nextSteps(course(waiting))).toEqual([]);
    expect(nextSteps(course([one('a', { state: 'passed' }), one('b', { wave: 2 })]))).toEqual([
      { kind: 'apply', instanceId: 'b' },
    ]);
  });

  it('start nothing new after one failure and let go on what is under way', () => {
    const steps = nextSteps(
      course([
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
    expect(nextSteps(course([one('a', { state: 'inconclusive' }), one('b', { wave: 2 })]))).toMatchObject([
      { kind: 'pause' },
    ]);
  });

  it('start nothing outside the change windows but finish what was started', () => {
    const steps = nextSteps(
      course([one('a'), one('b', { state: 'applied', restart: false })], { windowOpen: false }),
    );
    expect(steps).toEqual([{ kind: 'judge', instanceId: 'b' }]);
  });

  it('leave out an instance on hold and say why', () => {
    expect(nextSteps(course([one('a', { blocked: 'event tonight' })]))).toEqual([
      { kind: 'skip', instanceId: 'a', reason: 'event tonight' },
    ]);
  });

  it('undo what passed when a person stops an apply, and nothing when it was a restart', () => {
    const instances = [one('a', { state: 'passed' }), one('b')];
    expect(nextSteps(course(instances, { state: 'stopping' }))).toEqual([
      { kind: 'skip', instanceId: 'b', reason: 'the deployment was stopped' },
      { kind: 'undo', instanceId: 'a' },
    ]);
    expect(nextSteps(course(instances, { state: 'stopping', kind: 'restart' }))).toMatchObject([
      { kind: 'skip' },
    ]);
  });
});

describe('stops and starts', () => {
  it('begin as many as a host may carry, wave by wave, and undo nothing when they are stopped', () => {
    for (const kind of ['stop', 'start'] as const) {
      expect(nextSteps(course([one('a'), one('b'), one('c'), one('p', { wave: 2 })], { kind }))).toEqual([
        { kind, instanceId: 'a' },
        { kind, instanceId: 'b' },
      ]);
      const stopped = course([one('a', { state: 'passed' }), one('b')], { kind, state: 'stopping' });
      expect(nextSteps(stopped)).toMatchObject([{ kind: 'skip', instanceId: 'b' }]);
    }
  });

  it('are judged when they are done, and need a person when they are not', () => {
    for (const [kind, state] of [
      ['stop', 'stopping'],
      ['start', 'starting'],
    ] as const) {
      const subject = { kind, state, restart: true };
      expect(afterEvent(subject, { kind, outcome: 'done' })).toBe('judging');
      expect(afterEvent(subject, { kind, outcome: 'failed' })).toBe('stuck');
      expect(afterEvent(subject, { kind: 'restart', outcome: 'done' })).toBeUndefined();
      expect(afterEvent({ ...subject, state: 'judging' }, { kind: 'verdict', verdict: 'fail' })).toBe(
        'stuck',
      );
      expect(afterEvent({ ...subject, state: 'judging' }, { kind, outcome: 'done' })).toBeUndefined();
    }
  });
});

/** Plays a deployment against a fleet in which anything may happen, and keeps the rules in sight. */
class Play {
  readonly log: string[] = [];
  turns = 0;
  constructor(
    readonly kind: DeploymentKind,
    readonly perHost: number,
    private readonly luck: fc.GeneratorValue,
    public instances: CourseInstance[],
    public state: DeploymentState = 'running',
  ) {}

  run(): this {
    while (DEPLOYMENT_TRANSITIONS[this.state].length > 0 && this.turns < 2_000) this.turn();
    return this;
  }

  private turn(): void {
    this.turns += 1;
    if (this.state === 'running' && this.dice(20) === 0) this.become('stopping');
    if (this.state === 'paused') this.person();
    const windowOpen = this.dice(4) !== 0;
    const { kind, perHost, state, instances } = this;
    for (const step of nextSteps({ kind, perHost, state, windowOpen, instances })) {
      if (step.kind === 'pause') this.become('paused');
      else if (step.kind === 'end') this.become(step.state);
      else {
        const to = {
          apply: 'applying',
          restart: 'restarting',
          stop: 'stopping',
          start: 'starting',
          judge: 'judging',
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

  private person(): void {
    if (this.dice(2) === 0) return this.become('stopping');
    for (const { instanceId, state } of this.instances)
      if (state === 'inconclusive') this.move(instanceId, 'passed');
    this.become('running');
  }

  private instance(instanceId: string): CourseInstance {
    return this.instances.find((instance) => instance.instanceId === instanceId)!;
  }

  private happen({ instanceId, state, restart, whileStopped = false }: CourseInstance): void {
    const events: CourseEvent[] = [
      ...(['applied', 'applied', 'refused', 'undone', 'stuck'] as const).map(
        (outcome) => ({ kind: 'order', outcome }) as const,
      ),
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
      expect(['passed', 'skipped']).toContain(other.state);
    const busy = this.instances.filter(
      ({ host, state }) => host === mine.host && state !== 'queued' && !isOver(state),
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
        fc.array(instance, { maxLength: 7 }),
        fc.gen(),
        (kind, perHost, drafts, luck) => {
          const isChange = ['apply', 'rollback'].includes(kind);
          const fleet = drafts.map((draft, index) => {
            const { restart, whileStopped } = draft;
            return one(`i${index}`, {
              ...draft,
              restart: restart || !isChange,
              whileStopped: isChange && whileStopped,
            });
          });
          const end = new Play(kind, perHost, luck, fleet).run();
          expect(['succeeded', 'failed', 'stopped']).toContain(end.state);
          const states = new Set(end.instances.map(({ state }) => state));
          if (end.state === 'succeeded')
            for (const state of states) expect(['passed', 'skipped']).toContain(state);
          if (states.has('stuck')) expect(end.state).toBe('failed');
          if (end.state === 'stopped' && kind === 'apply') expect(states.has('passed')).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
