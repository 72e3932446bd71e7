import { heartbeatKey, type AgentHeartbeat } from '@archivesmp/contracts/agent';
import { freshRedisPrefix } from '@archivesmp/testing';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { Heartbeats } from '../src/index.js';

const heartbeat = (host: string, at: string): AgentHeartbeat => ({
  host,
  version: '0.1.0',
  at,
  startedAt: '2026-11-21T07:00:00.000Z',
  pid: 7,
  hubReachable: true,
  instances: [],
});

it('says how old each host’s word is, and what is alive, stale or silent', async () => {
  const redis = await freshRedisPrefix();
  const heartbeats = new Heartbeats(redis);
  const now = new Date('2026-11-21T08:10:00.000Z');
  expect(await heartbeats.read(now)).toEqual([]);
  await heartbeats.write(heartbeat('ovh', '2026-11-21T08:00:00.000Z'));
  await heartbeats.write(heartbeat('hetzner', '2026-11-21T08:09:50.000Z'));
  await heartbeats.write(heartbeat('broken', '2026-11-21T08:09:50.000Z'));
  await heartbeats.write(heartbeat('expired', '2026-11-21T08:09:50.000Z'));
  const admin = new Redis(redis);
  expect(await admin.ttl(heartbeatKey('ovh'))).toBeGreaterThan(3_600);
  await admin.set(heartbeatKey('broken'), '{no json');
  await admin.del(heartbeatKey('expired'));
  admin.disconnect();

  const standing = async () =>
    (await heartbeats.read(now)).map(({ host, state, ageSeconds }) => [host, state, ageSeconds]);
  expect(await standing()).toEqual([
    ['broken', 'silent', undefined],
    ['expired', 'silent', undefined],
    ['hetzner', 'alive', 10],
    ['ovh', 'stale', 600],
  ]);
  const ahead = { ...heartbeat('ahead', '2026-11-21T09:00:00.000Z'), clockSkewSeconds: 3_600 };
  const behind = { ...heartbeat('behind', '2026-11-21T08:04:50.000Z'), clockSkewSeconds: -300 };
  await heartbeats.write(ahead);
  await heartbeats.write(behind);
  expect((await standing()).filter(([host]) => host === 'ahead' || host === 'behind')).toEqual([
    ['ahead', 'stale', 600],
    ['behind', 'alive', 10],
  ]);
  await heartbeats.forget('ovh');
  expect((await standing()).map(([host]) => host)).not.toContain('ovh');
  await heartbeats.close();
});
