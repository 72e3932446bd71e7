import type { UserAccount } from '@archivesmp/history';
import { describe, expect, it } from 'vitest';
import { LogIn } from './log-in.js';
import { LoginLimits } from './login-limits.js';

type Parts = ConstructorParameters<typeof LogIn>;
const NOW = new Date('2026-11-30T12:00:00Z');
const MIA: UserAccount = { id: 'id of mia', name: 'mia', role: 'operator', passwordHash: 'hash of right' };

/** Accounts, sessions and an audit trail in memory. What a transaction wrote is there only when it ended well. */
function aDoor({ accountStays = true, auditWorks = true } = {}) {
  const sessions: { userId: string; expiresAt: Date }[] = [];
  const audited: string[] = [];
  const counted: string[] = [];
  const checked: (string | undefined)[] = [];
  const history = {
    transaction: async (work: (sql: object) => Promise<unknown>) => {
      const before = [sessions.length, audited.length] as const;
      try {
        return await work({});
      } catch (error) {
        sessions.length = before[0];
        audited.length = before[1];
        throw error;
      }
    },
  };
  const users = { findUserByName: async (name: string) => (name === MIA.name ? MIA : undefined) };
  const store = {
    openSession: async (session: { userId: string; expiresAt: Date }) => {
      if (accountStays) sessions.push(session);
      return accountStays;
    },
  };
  const passwords = {
    matches: async (password: string, hash: string | undefined) => {
      checked.push(hash);
      return hash === `hash of ${password}`;
    },
  };
  const audit = {
    recordAuditedAction: async (who: { name: string }, action: string, subject: string) => {
      if (!auditWorks) throw new Error('MariaDB is away');
      audited.push(`${who.name} ${action} ${subject}`);
    },
  };
  const metrics = { logins: { inc: ({ outcome }: { outcome: string }) => void counted.push(outcome) } };
  const parts = [history, users, store, passwords, new LoginLimits(), audit, metrics, 12];
  const door = new LogIn(...(parts as unknown as Parts));
  const request = { ip: '192.0.2.1' } as Parameters<LogIn['logIn']>[1];
  const logIn = (name: string, password: string) => door.logIn({ name, password }, request, NOW);
  return { logIn, sessions, audited, counted, checked };
}

describe('logging in', () => {
  it('opens a session for as long as the settings say, under the name of the account', async () => {
    const door = aDoor();
    const opened = await door.logIn(' MIA ', 'right');
    expect(opened).toMatchObject({
      name: 'mia',
      role: 'operator',
      expiresAt: new Date('2026-12-01T00:00:00Z'),
    });
    expect(door.sessions).toMatchObject([{ userId: MIA.id, expiresAt: opened.expiresAt }]);
    expect(door.audited).toEqual(['mia login.succeeded mia']);
    expect(door.counted).toEqual(['succeeded']);
  });

  it('says the same of a wrong name as of a wrong password, and checks a password for both', async () => {
    const door = aDoor();
    const refusalFor = async (name: string): Promise<unknown> =>
      door.logIn(name, 'wrong').catch(({ code, detail }: { code: string; detail: string }) => [code, detail]);
    const ofAccount = await refusalFor('mia');
    expect(await refusalFor('eve')).toEqual(ofAccount);
    expect(ofAccount).toEqual(['auth.wrong-credentials', expect.any(String)]);
    expect(door.checked).toEqual([MIA.passwordHash, undefined]);
    expect(door.sessions).toEqual([]);
  });

  it('never writes what was typed as a name into the audit trail', async () => {
    const door = aDoor();
    await expect(door.logIn('hunter2', 'mia')).rejects.toThrow();
    expect(door.audited).toEqual(['an unknown name login.refused an unknown name']);
  });

  it('refuses the sixth wrong try, checks no password then, and counts it as limited', async () => {
    const door = aDoor();
    for (let tries = 0; tries < 5; tries++)
      await expect(door.logIn('mia', `wrong ${tries}`)).rejects.toMatchObject({
        code: 'auth.wrong-credentials',
      });
    await expect(door.logIn('mia', 'right')).rejects.toMatchObject({ code: 'auth.rate-limited' });
    expect(door.checked).toHaveLength(5);
    expect(door.counted.at(-1)).toBe('limited');
  });

  it('opens nothing when the account was removed while its password was checked', async () => {
    const door = aDoor({ accountStays: false });
    await expect(door.logIn('mia', 'right')).rejects.toMatchObject({ code: 'auth.wrong-credentials' });
    expect([door.sessions, door.audited, door.counted]).toEqual([[], ['mia login.refused mia'], ['refused']]);
  });

  it('leaves no session that the audit trail does not hold', async () => {
    const door = aDoor({ auditWorks: false });
    await expect(door.logIn('mia', 'right')).rejects.toThrow('MariaDB is away');
    expect([door.sessions, door.counted]).toEqual([[], []]);
  });
});
