import { migrate, openHistory, type History } from '@archivesmp/history';
import { validateDto } from '@archivesmp/service-kit';
import { freshDatabase, type TestDatabase } from '@archivesmp/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountsFile } from '../src/access/accounts-file.js';
import { verifyPassword } from '../src/access/password-hash.js';
import { provisionAccounts } from '../src/access/provision-accounts.js';

const TOKEN = `asmp_${'t'.repeat(43)}`;
const file = (password: string) => ({
  users: [{ name: 'first', password, role: 'admin' }],
  tokens: [{ label: 'agent ovh', scopes: ['agent:ovh'], days: 30, token: TOKEN }],
});

let database: TestDatabase;
let history: History;
beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.settings);
  history = await openHistory(database.settings);
});
afterAll(async () => {
  await history.close();
  await database.drop();
});

describe('accounts of a new installation', () => {
  it('adds what is missing, notes it, and never sets a password back', async () => {
    const first = await validateDto(AccountsFile, file('the very first password'), 'body');
    expect(await provisionAccounts(history, first, new Date())).toEqual(['first', 'agent ovh']);
    const again = await validateDto(AccountsFile, file('quite another password'), 'body');
    expect(await provisionAccounts(history, again, new Date())).toEqual([]);

    const account = await history.users.findUserByName('first');
    expect(await verifyPassword('the very first password', account!.passwordHash)).toBe(true);
    expect(await history.tokens.checkToken(TOKEN, new Date())).toMatchObject({
      state: 'valid',
      scopes: ['agent:ovh'],
    });
    const { records } = await history.audit.listAudit({ limit: 10 });
    expect(records.map(({ action, subject }) => [action, subject]).sort()).toEqual([
      ['token.created', 'agent ovh'],
      ['user.created', 'first'],
    ]);
    expect(JSON.stringify(records)).not.toContain(TOKEN);
  });

  it('gives tokens to the person whom the file names, also one that belonged to nobody', async () => {
    const token = `asmp_${'p'.repeat(43)}`;
    const valid = { label: 'program', scopes: ['write'], days: 30, token };
    const provisioned = async (more: object) =>
      provisionAccounts(
        history,
        await validateDto(AccountsFile, { users: [], tokens: [{ ...valid, ...more }] }, 'body'),
        new Date(),
      );
    expect(await provisioned({})).toEqual(['program']);
    await expect(provisioned({ user: 'nobody-here' })).rejects.toThrow(/program.*nobody-here/);
    expect(await provisioned({ user: 'first' })).toEqual(['program']);
    expect(await provisioned({ user: 'first' })).toEqual([]);
    expect(await history.tokens.checkToken(token, new Date())).toMatchObject({ owner: { name: 'first' } });
  });

  it.each([
    [
      'a short password',
      { users: [{ name: 'mia', password: 'short', role: 'admin' }], tokens: [] },
      /password/,
    ],
    ['an unknown role', { users: [{ name: 'mia', password: 'long enough it is', role: 'king' }] }, /role/],
    ['a token of another form', { tokens: [{ label: 'x', scopes: ['read'], token: 'abc' }] }, /token/],
    ['an unknown field', { people: [] }, /people/],
  ])('refuses %s', async (_name, wrong, message) => {
    await expect(validateDto(AccountsFile, wrong, 'body')).rejects.toThrow(message);
  });
});
