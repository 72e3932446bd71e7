import { Problem } from '@archivesmp/contracts/problem';
import { createLog } from '@archivesmp/service-kit';
import { expect, it } from 'vitest';
import { MaintainAccounts } from './maintain-accounts.js';

const log = createLog({ app: 'test', settings: { level: 'silent' } });
const access = (host: string) => ({ host, redisHash: `hash of ${host}`, tokenId: '', madeAt: new Date() });

it('makes the accounts that Redis has forgotten, and no others', async () => {
  const there = ['ovh'];
  const made: string[] = [];
  const accounts = {
    listAccountHosts: async () => there,
    hasHostAccount: async () => true,
    removeHostAccount: async () => undefined,
    putHostAccount: async (host: string, hash: string) => void made.push(`${host}: ${hash}`),
  };
  const accesses = {
    listHostAccesses: async () => [access('hetzner'), access('ovh')],
    listEndedHosts: async () => [],
  };
  const maintain = new MaintainAccounts(accesses, accounts, log);
  await maintain.alignBusAccounts();
  there.push('hetzner');
  await maintain.alignBusAccounts();
  expect(made).toEqual(['hetzner: hash of hetzner']);
});

it('ends what a Redis that was set back remembers: old passwords, accounts that have ended; and no account of others', async () => {
  const passwords = new Map([
    ['ovh', 'hash of an earlier password'],
    ['hetzner', 'hash of hetzner'],
    ['sold', 'hash of sold'],
    ['of another hub', 'x'],
  ]);
  const accounts = {
    listAccountHosts: async () => [...passwords.keys()],
    hasHostAccount: async (host: string, hash: string) => passwords.get(host) === hash,
    putHostAccount: async (host: string, hash: string) => void passwords.set(host, hash),
    removeHostAccount: async (host: string) => void passwords.delete(host),
  };
  const accesses = {
    listHostAccesses: async () => [access('hetzner'), access('ovh')],
    listEndedHosts: async () => ['sold', 'long gone'],
  };
  await new MaintainAccounts(accesses, accounts, log).alignBusAccounts();
  expect([...passwords]).toEqual([
    ['ovh', 'hash of ovh'],
    ['hetzner', 'hash of hetzner'],
    ['of another hub', 'x'],
  ]);
  passwords.set('sold', 'hash of sold');
  await new MaintainAccounts(
    { listHostAccesses: async () => [], listEndedHosts: async () => ['sold'] },
    accounts,
    log,
  ).alignBusAccounts();
  expect(passwords.has('sold')).toBe(false);
});

it('goes on where it may make none, and reports every other failure', async () => {
  const failing = (code: 'queue.no-accounts' | 'queue.unavailable') => {
    const hosts = async (): Promise<string[]> => {
      throw new Problem(code, '');
    };
    return new MaintainAccounts(
      { listHostAccesses: async () => [access('ovh')], listEndedHosts: async () => [] },
      {
        listAccountHosts: hosts,
        hasHostAccount: async () => true,
        putHostAccount: async () => undefined,
        removeHostAccount: async () => undefined,
      },
      log,
    );
  };
  await expect(failing('queue.no-accounts').alignBusAccounts()).resolves.toBeUndefined();
  await expect(failing('queue.unavailable').alignBusAccounts()).rejects.toMatchObject({
    code: 'queue.unavailable',
  });
});
