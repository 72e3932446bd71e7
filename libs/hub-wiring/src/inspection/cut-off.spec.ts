import type { History } from '@archivesmp/history';
import { expect, it } from 'vitest';
import { cutOffHosts, whyCutOff } from './cut-off.js';

const since = new Date('2026-11-30T12:00:00Z');
const before = { receivedAt: new Date('2026-11-30T11:59:59Z') };
const after = { receivedAt: new Date('2026-11-30T12:00:01Z') };

it('waits for no agent whose access has ended, and says what gives it another', () => {
  const revoked = 'the access of ovh was revoked; asmp host add ovh gives it another';
  expect(whyCutOff('ovh', { state: 'revoked', since }, before)).toBe(revoked);
  expect(whyCutOff('ovh', { state: 'revoked', since }, undefined)).toBe(revoked);
  expect(whyCutOff('ovh', { state: 'revoked', since }, { receivedAt: since })).toBe(revoked);
  expect(whyCutOff('ovh', { state: 'expired', since }, before)).toBe(
    'the access of ovh has expired; asmp host rotate ovh gives it another',
  );
});

it('judges an agent by its heartbeats that has access, another token, or never had an access of its own', () => {
  expect(whyCutOff('ovh', { state: 'revoked', since }, after)).toBeUndefined();
  expect(whyCutOff('ovh', { state: 'given', since }, undefined)).toBeUndefined();
  expect(whyCutOff('ovh', undefined, undefined)).toBeUndefined();
});

it('names every host whose agent is cut off', async () => {
  const history = {
    hostAccess: {
      listHostAccessStatuses: async () => [
        { host: 'hetzner', state: 'given', since },
        { host: 'ovh', state: 'revoked', since },
        { host: 'spare', state: 'revoked', since },
      ],
    },
    heartbeats: { listHostLiveness: async () => [{ host: 'spare', state: 'alive', ...after }] },
  } as unknown as Pick<History, 'hostAccess' | 'heartbeats'>;
  expect([...(await cutOffHosts(history, since)).keys()]).toEqual(['ovh']);
});
