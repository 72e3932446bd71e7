import {
  changesFiles,
  DEPLOYMENT_KINDS,
  hasEnded,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import type { OrderOutcome } from '@archivesmp/contracts/order';
import { campaignOf } from '@archivesmp/testing/campaign';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EARLIER, FILE, step } from '../../test/made-snapshot.js';
import { FOUND, worldInstanceOf, World, type WorldInstance } from '../../test/world.js';
import { decide } from './decide.js';
import type { FileFit } from './snapshot.js';

/** Rounds in which a deployment must have come to its end, with people and servers that answer one time out of two. */
const MOST_ROUNDS = 600;

const OUTCOMES: readonly Pick<OrderOutcome, 'state' | 'code'>[] = [
  { state: 'applied' },
  { state: 'applied' },
  { state: 'applied' },
  { state: 'refused', code: 'disk' },
  { state: 'refused', code: 'expired' },
  { state: 'undone', code: 'changed_meanwhile' },
  { state: 'stuck', code: 'manager_failed' },
];
const FITS: readonly FileFit[] = [
  { state: 'fits', files: [FILE], rewritten: [] },
  { state: 'fits', files: [FILE], rewritten: [FILE.path] },
  { state: 'fits', files: [], rewritten: [] },
  { state: 'refused', reason: 'it was edited' },
];

/** A world in which anything may happen between two decisions. */
class Luck {
  constructor(
    private readonly world: World,
    private readonly luck: fc.GeneratorValue,
  ) {}

  between(): void {
    const { world } = this;
    world.windowOpen = this.dice(4) !== 0;
    this.people();
    for (const location of world.instances) {
      this.others(location);
      this.agent(location);
      for (const job of location.jobs.splice(0)) this.job(location, job);
      if (location.state === 'flagged') this.restartFromOutside(location);
    }
  }

  private people(): void {
    const { world } = this;
    const mayControl = world.state === 'running' || world.state === 'paused' || world.state === 'flagged';
    if (mayControl && this.dice(25) === 0) return world.become('stopping');
    if (world.state === 'running' && this.dice(25) === 0) return world.become('paused');
    if (world.state !== 'paused' || this.dice(2) === 0) return;
    for (const location of world.instances)
      if (location.state === 'inconclusive') world.move(location, 'passed');
    world.become('running');
  }

  /** Other deployments claim what is free and give it back, wait for it, or take over what was left alone for too long. */
  private others(location: WorldInstance): void {
    const { holder, fence } = location.lease;
    if (holder === 'none' && this.dice(6) === 0)
      location.lease = { holder: 'others', fence: fence + 1, ranOut: false };
    else if (holder === 'others' && this.dice(2) === 0)
      location.lease = { ...location.lease, holder: 'none' };
    else if (holder === 'ours' && this.dice(60) === 0)
      location.lease = { holder: 'others', fence: fence + 1, ranOut: false };
    else if (holder === 'ours' && this.dice(20) === 0) location.lease = { ...location.lease, ranOut: true };
    const isNewer = this.dice(2) === 0;
    const waits = this.dice(5);
    if (waits === 0)
      location.waiting = [{ deploymentId: 'next', kind: 'apply', state: 'queued', isCovered: false }];
    else if (waits === 1)
      location.waiting = [
        { deploymentId: 'next', kind: 'apply', state: 'flagged', fence: isNewer ? 99 : 0, isCovered: true },
      ];
    else location.waiting = [];
  }

  private agent(location: WorldInstance): void {
    for (const order of location.orders) {
      if (order.outcome !== undefined || this.dice(2) === 0) continue;
      if (this.dice(12) === 0) order.giveUpAt = EARLIER;
      else order.outcome = this.oneOf(OUTCOMES);
    }
    for (const inspection of location.inspections) {
      if (inspection.found !== undefined || this.dice(2) === 0) continue;
      if (this.dice(12) === 0) inspection.giveUpAt = EARLIER;
      else
        Object.assign(inspection, {
          found: FOUND,
          fit: this.oneOf(FITS),
          isRead: this.dice(2) === 0,
        });
    }
  }

  /** A job of an instance that has gone on says nothing; one that waits is there the next time. */
  private job(location: WorldInstance, job: WorldInstance['jobs'][number]): void {
    if (location.fence !== job.fence || location.lease.holder !== 'ours') return;
    if (this.dice(2) === 0) return void location.jobs.push(job);
    const { what, fence: attempt } = job;
    if (what === 'judge') {
      const verdict = this.oneOf(['pass', 'pass', 'fail', 'inconclusive'] as const);
      location.steps.push(step('verdict', 'done', { attempt, verdict, reason: verdict }));
      return;
    }
    if (this.dice(6) !== 0) this.world.ask(location, what, attempt);
    location.steps.push(step(what, this.dice(4) === 0 ? 'failed' : 'done', { attempt }));
  }

  private restartFromOutside(location: WorldInstance): void {
    if (location.shared === undefined && location.restartedBy === undefined && this.dice(2) === 0) {
      location.restartedBy = { deploymentId: 'other', attempt: 50 };
      location.shared = step('restart', 'begun', { attempt: 50 });
    } else if (location.shared?.state === 'begun' && this.dice(2) === 0)
      location.shared = { ...location.shared, state: this.dice(4) === 0 ? 'failed' : 'done' };
  }

  private oneOf<Value>(values: readonly Value[]): Value {
    return values[this.dice(values.length)]!;
  }

  private dice(sides: number): number {
    return this.luck(fc.nat, { max: sides - 1 });
  }
}

/** Decides and carries out, then lets the world answer, until the deployment has ended. */
function play(world: World, luck: Luck): number {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (hasEnded(world.state)) return round;
    const before = world.snapshot();
    const effects = decide(before);
    expect(decide(structuredClone(before))).toEqual(effects);
    world.carryOut(effects);
    const after = decide(world.snapshot());
    expect(after.filter(({ kind }) => kind !== 'renew-leases')).toEqual([]);
    luck.between();
  }
  throw new Error(`no end after ${MOST_ROUNDS} rounds: ${world.state}, ${world.moves.slice(-20).join(', ')}`);
}

const rollouts = fc.record({
  kind: fc.constantFrom(...DEPLOYMENT_KINDS),
  perHost: fc.integer({ min: 1, max: 3 }),
  how: fc.constantFrom('at once', 'restart later', 'while stopped'),
  instances: fc.array(
    fc.record({
      host: fc.constantFrom('ovh', 'hetzner'),
      wave: fc.integer({ min: 1, max: 3 }),
      restart: fc.boolean(),
    }),
    { maxLength: 5 },
  ),
});

const { size, seed } = campaignOf({ small: 300, full: 10_000 });

describe(`laws of deciding (seed ${seed})`, () => {
  it('a deployment ends, tells the truth, holds what it changes alone and restarts it at most once each way', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(rollouts, fc.gen(), ({ kind, perHost, how, instances }, luck) => {
        const options = {
          perHost,
          restartLater: how === 'restart later' && kind === 'apply',
          whileStopped: how === 'while stopped' && changesFiles(kind),
        };
        const fleet = instances.map((planned, index) =>
          worldInstanceOf(`i${index}`, { ...planned, restart: planned.restart || !changesFiles(kind) }),
        );
        const world = new World(kind, options, fleet);
        play(world, new Luck(world, luck));
        for (const { lease } of fleet) expect(lease.holder).not.toBe('ours');
        const states = new Set<InstanceChangeState>(fleet.map(({ state }) => state));
        expect(states.has('flagged')).toBe(false);
        if (world.state === 'succeeded')
          for (const state of states) expect(['passed', 'skipped']).toContain(state);
        if (states.has('stuck') || states.has('unwell')) expect(world.state).toBe('failed');
        if (world.state === 'stopped' && kind === 'apply') expect(states.has('passed')).toBe(false);
        ends.add(world.state);
      }),
      // A rollout of hundreds of rounds is not made shorter in any reasonable time
      { seed, numRuns: size, endOnFailure: true },
    );
    expect([...ends].sort()).toEqual(['failed', 'stopped', 'succeeded']);
  });
});
