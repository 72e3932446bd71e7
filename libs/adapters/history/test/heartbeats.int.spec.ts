import type { AgentHeartbeat } from '@archivesmp/contracts/agent';
import { expect, it } from 'vitest';
import { historyRig } from './history-rig.js';

const heartbeat = (host: string): AgentHeartbeat => ({
  host,
  version: '0.1.0',
  at: '2026-11-21T07:00:00.000Z',
  startedAt: '2026-11-21T07:00:00.000Z',
  pid: 7,
  hubReachable: true,
  instances: [],
});
const at = (time: string) => new Date(`2026-11-21T${time}.000Z`);

it('says how old each host’s word is by when the hub took it, whatever the clock of the host says', async () => {
  await using rig = await historyRig();
  const { heartbeats } = rig.history;
  expect(await heartbeats.listHostLiveness(at('08:10:00'))).toEqual([]);
  await heartbeats.recordHeartbeat('ovh', heartbeat('ovh'), at('08:00:00'));
  await heartbeats.recordHeartbeat('hetzner', heartbeat('another host'), at('08:00:00'));
  await heartbeats.recordHeartbeat('hetzner', heartbeat('another host'), at('08:09:50'));
  const status = await heartbeats.listHostLiveness(at('08:10:00'));
  expect(status.map(({ host, state, ageSeconds }) => [host, state, ageSeconds])).toEqual([
    ['hetzner', 'alive', 10],
    ['ovh', 'stale', 600],
  ]);
  expect(status[0]!.receivedAt).toEqual(at('08:09:50'));
  expect(status[0]!.heartbeat).toEqual(heartbeat('hetzner'));
});
