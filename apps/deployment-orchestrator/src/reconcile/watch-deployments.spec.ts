import type { DeploymentState } from '@archivesmp/contracts/deployment-states';
import { describe, expect, it } from 'vitest';
import { madeHistory } from '../../test/made-history.js';
import { WatchDeployments } from './watch-deployments.js';

const NOW = new Date('2026-11-30T12:00:00Z');

/** Who was woken in rounds at these milliseconds. */
async function wokenAt(
  rounds: readonly number[],
  live: readonly { id: string; state: DeploymentState; isDue?: boolean }[][],
): Promise<string[]> {
  let [clock, round] = [0, 0];
  const { history, asked } = madeHistory({ 'deploymentReads.liveDeployments': () => live[round] ?? live[0] });
  const watch = new WatchDeployments(history, () => clock);
  for (const at of rounds) {
    clock = at;
    expect(await watch.watchDeployments(NOW)).toEqual((live[round] ?? live[0])!.map(({ state }) => state));
    round += 1;
  }
  expect(asked.filter(({ what }) => what === 'plans.expireOverdue')).toHaveLength(rounds.length);
  return asked.flatMap(({ what, args }) => (what === 'deployments.wakeDeployment' ? [String(args[0])] : []));
}

describe('watching deployments', () => {
  it('wakes each that works every three seconds', async () => {
    const works = [[{ id: 'd1', state: 'running' as const }]];
    expect(await wokenAt([0], works)).toEqual(['d1']);
    expect(await wokenAt([0, 2_999], works)).toEqual(['d1']);
    expect(await wokenAt([0, 3_000], works)).toEqual(['d1', 'd1']);
  });

  it.each(['paused', 'flagged'] as const)(
    'wakes one that is %s every ten minutes, and as often as others once a restart of it was asked for',
    async (state) => {
      const rests = [[{ id: 'd1', state }]];
      expect(await wokenAt([0, 3_000, 599_999], rests)).toEqual(['d1']);
      expect(await wokenAt([0, 600_000], rests)).toEqual(['d1', 'd1']);
      expect(await wokenAt([0, 3_000], [[{ id: 'd1', state, isDue: true }]])).toEqual(['d1', 'd1']);
    },
  );

  it('forgets what has ended', async () => {
    const works = { id: 'd1', state: 'running' as const };
    expect(await wokenAt([0, 1, 2], [[works], [], [works]])).toEqual(['d1', 'd1']);
    expect(await wokenAt([0, 1, 2], [[works], [works], [works]])).toEqual(['d1']);
  });
});
