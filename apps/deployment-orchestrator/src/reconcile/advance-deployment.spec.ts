import type { FleetEventStream } from '@archivesmp/bus';
import { Problem } from '@archivesmp/contracts/problem';
import { DeploymentSettings, type Log } from '@archivesmp/service-kit';
import { describe, expect, it } from 'vitest';
import { madeHistory, NOTHING_KNOWN, SQL } from '../../test/made-history.js';
import { AdvanceDeployment, type ReconcileStores } from './advance-deployment.js';
import type { Outcome } from './carry-out.js';

const OUTCOME: Outcome = { state: 'running', moved: [], freed: [] };

/** A deployment that is advanced, where advancing comes to `outcomes` one after the other. */
async function advanced(
  outcomes: readonly (Outcome | Problem | undefined)[],
  scan: () => unknown = () => 'o1',
) {
  const left = [...outcomes];
  const { history, asked } = madeHistory({
    'fleet.listInstances': () => [],
    'deployments.advanceDeployment': () => {
      const next = left.shift();
      if (next instanceof Problem) throw next;
      return next;
    },
    'scanRequests.recordScanRequest': scan,
  });
  const published: { kind: string; data: unknown }[] = [];
  const events = {
    publishFleetEvent: async (kind: string, data: unknown) => void published.push({ kind, data }),
  } as unknown as FleetEventStream;
  const warned: unknown[] = [];
  const log = {
    info: () => undefined,
    warn: (fields: unknown) => void warned.push(fields),
  } as unknown as Log;
  const reconciled: Outcome[] = [];
  const stores = { history, events } as unknown as ReconcileStores;
  const advance = new AdvanceDeployment(stores, new DeploymentSettings(), undefined, log, (outcome) =>
    reconciled.push(outcome),
  );
  const end = await advance
    .advanceDeployment({ deploymentId: 'd1', turn: 4 })
    .catch((error: unknown) => error);
  const tries = asked.filter(({ what }) => what === 'deployments.advanceDeployment');
  return { end, tries, reconciled, published, warned, asked };
}

const overtaken = (code: 'lease.lost' | 'instance.busy') => new Problem(code, 'somebody was faster');

describe('advancing a deployment', () => {
  it('decides anew while somebody else is faster, and gives up after the fifth time', async () => {
    const busy = Array.from({ length: 4 }, (_, index) =>
      overtaken(index % 2 === 0 ? 'lease.lost' : 'instance.busy'),
    );
    const fifth = await advanced([...busy, OUTCOME]);
    expect(fifth.tries).toHaveLength(5);
    expect(fifth.end).toBeUndefined();
    expect(fifth.reconciled).toEqual([OUTCOME]);
    const never = await advanced([...busy, overtaken('lease.lost'), OUTCOME]);
    expect(never.end).toMatchObject({ code: 'lease.lost' });
    expect(never.tries).toHaveLength(5);
    const unavailable = await advanced([new Problem('database.unavailable', 'away'), OUTCOME]);
    expect(unavailable.end).toMatchObject({ code: 'database.unavailable' });
    expect(unavailable.tries).toHaveLength(1);
  });

  it('tells nobody anything where another process was there before', async () => {
    const { end, reconciled, published, tries } = await advanced([undefined]);
    expect([end, reconciled, published]).toEqual([undefined, [], []]);
    expect(tries[0]!.args.slice(0, 2)).toEqual(['d1', 4]);
  });

  it('wakes those who wait for what nobody holds any more', async () => {
    const { asked } = await advanced([{ ...OUTCOME, freed: ['i1', 'i2'] }]);
    const woken = asked.filter(({ what }) => what === 'sharedRestarts.wakeWaitingDeployments');
    expect(woken.map(({ args }) => args.slice(0, 2))).toEqual([
      ['i1', 'd1'],
      ['i2', 'd1'],
    ]);
  });

  it('tells of each instance that moved and then of the deployment; of none that nothing moved in', async () => {
    const moved = [
      { instanceId: 'i1', state: 'applying' },
      { instanceId: 'i2', state: 'skipped' },
    ] as const;
    const { published } = await advanced([{ ...OUTCOME, moved }]);
    expect(published.map(({ kind }) => kind)).toEqual([
      'deployment.instance.changed',
      'deployment.instance.changed',
      'deployment.changed',
    ]);
    expect((await advanced([OUTCOME])).published).toEqual([]);
  });

  it('asks for a scan of every instance whose files it touched and now leaves alone', async () => {
    const states = [
      'passed',
      'flagged',
      'rolled-back',
      'undone',
      'inconclusive',
      'refused',
      'applying',
    ] as const;
    const moved = states.map((state) => ({ instanceId: state, state }));
    const { asked } = await advanced([{ ...OUTCOME, moved }]);
    const scanned = asked.filter(({ what }) => what === 'scanRequests.recordScanRequest');
    expect(scanned.map(({ args }) => args.slice(0, 2))).toEqual(
      ['passed', 'flagged', 'rolled-back', 'undone', 'inconclusive'].map((instance) => [
        { instance },
        'deployment',
      ]),
    );
  });

  it('is done all the same where a scan could not be asked for', async () => {
    const moved = [{ instanceId: 'i1', state: 'passed' }] as const;
    const unavailable = new Problem('database.unavailable', 'away');
    const { end, warned } = await advanced([{ ...OUTCOME, moved }], () => {
      throw unavailable;
    });
    expect(end).toBeUndefined();
    expect(warned).toEqual([{ instance: 'i1', err: unavailable }]);
  });

  it('decides by the settings, and carries out in the transaction that locked it', async () => {
    const instances = ['i1', 'i2'].map((instanceId) => ({
      ...{ instanceId, host: 'ovh', wave: 1, state: 'queued', changedAt: new Date() },
    }));
    const deployment = {
      id: 'd1',
      kind: 'restart',
      state: 'waiting',
      options: {},
      requestedBy: 'mia',
      instances,
    };
    const { history, asked } = madeHistory({
      ...NOTHING_KNOWN,
      'fleet.listInstances': () => ['i1', 'i2'].map((id) => ({ id, name: id, folder: id })),
      'workClock.readWorkClock': () => new Date(),
      'deployments.advanceDeployment': (
        _id: string,
        _step: number,
        work: (of: object, sql: typeof SQL) => unknown,
      ) => work(deployment, SQL),
      'leases.acquireLease': () => ({ fence: 1 }),
      'scanRequests.recordScanRequest': () => ({ id: 's1', joined: true }),
    });
    const log = { info: () => undefined, warn: () => undefined } as unknown as Log;
    const events = { publishFleetEvent: async () => undefined } as unknown as FleetEventStream;
    const settings = Object.assign(new DeploymentSettings(), { per_host: 1 });
    const stores = { history, events } as unknown as ReconcileStores;
    await new AdvanceDeployment(stores, settings, undefined, log).advanceDeployment({
      deploymentId: 'd1',
      turn: 1,
    });
    const moves = asked.filter(({ what }) => what === 'deploymentInstances.moveInstanceState');
    expect(moves.map(({ args }) => [args[1], args[2]])).toMatchObject([
      ['i1', { from: 'queued', to: 'restarting', fence: 1 }],
    ]);
    expect(moves[0]!.args).toContain(SQL);
  });
});
