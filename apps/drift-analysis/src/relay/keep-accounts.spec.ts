import { Problem } from '@archivesmp/contracts/problem';
import { createLog } from '@archivesmp/service-kit';
import { expect, it } from 'vitest';
import { KeepAccounts } from './keep-accounts.js';

const log = createLog({ app: 'test', settings: { level: 'silent' } });
const access = (host: string) => ({ host, redisHash: `hash of ${host}`, tokenId: '', madeAt: new Date() });

it('makes the accounts that Redis has forgotten, and no others', async () => {
  const there = ['ovh'];
  const made: string[] = [];
  const accounts = {
    hosts: async () => there,
    put: async (host: string, hash: string) => void made.push(`${host}: ${hash}`),
  };
  const keep = new KeepAccounts({ list: async () => [access('hetzner'), access('ovh')] }, accounts, log);
  await keep.run();
  there.push('hetzner');
  await keep.run();
  expect(made).toEqual(['hetzner: hash of hetzner']);
});

it('goes on where it may make none, and tells all other trouble', async () => {
  const failing = (code: 'queue.no-accounts' | 'queue.unavailable') => {
    const hosts = async (): Promise<string[]> => {
      throw new Problem(code, '');
    };
    return new KeepAccounts(
      { list: async () => [access('ovh')] },
      { hosts, put: async () => undefined },
      log,
    );
  };
  await expect(failing('queue.no-accounts').run()).resolves.toBeUndefined();
  await expect(failing('queue.unavailable').run()).rejects.toMatchObject({ code: 'queue.unavailable' });
});
