import { readFileSync } from 'node:fs';
import path from 'node:path';
import { migrate, openHistory } from '@archivesmp/history';
import { validateDto } from '@archivesmp/service-kit';
import { freshDatabase } from '@archivesmp/testing';
import { describe, expect, it } from 'vitest';
import { AccountsFile } from '../src/access/accounts-file.js';
import { EXAMPLE, refuseExampleAccounts, refuseExamples } from '../src/access/example-accounts.js';
import { provisionAccounts } from '../src/access/provision-accounts.js';

const FILE = path.resolve(import.meta.dirname, '../../../docker/accounts.example.json');
interface Shape {
  users: { name: string; password: string; role: string }[];
  tokens: { token: string }[];
}
const example = (): Shape => JSON.parse(readFileSync(FILE, 'utf8')) as Shape;
const read = (given: object): Promise<AccountsFile> => validateDto(AccountsFile, given, 'body');

describe('accounts.example.json, which everybody can read', () => {
  it('is refused as it is, and with only one half of it changed', async () => {
    const file = example();
    expect(() => refuseExamples(file as AccountsFile)).toThrow(
      /password of admin and the token of agent hetzner/,
    );
    file.users[0]!.password = 'a password of my own';
    await expect(read(file).then(refuseExamples)).rejects.toThrow(/the token of agent hetzner/);
    file.tokens[0]!.token = `asmp_${'x'.repeat(43)}`;
    await expect(read(file).then(refuseExamples)).resolves.toBeUndefined();
  });

  it('lets nobody in: a hub whose database has it does not start', async () => {
    await using database = await freshDatabase();
    await migrate(database.settings);
    const history = await openHistory(database.settings);
    try {
      await refuseExampleAccounts(history, new Date());
      await provisionAccounts(history, await read({ ...example(), tokens: [] }), new Date());
      await expect(refuseExampleAccounts(history, new Date())).rejects.toThrow(/the password of admin/);
      await provisionAccounts(history, await read({ ...example(), users: [] }), new Date());
      await expect(refuseExampleAccounts(history, new Date())).rejects.toThrow(/admin and an API token/);
    } finally {
      await history.close();
    }
  });

  it('holds what is looked for', () =>
    expect(example()).toMatchObject({
      users: [{ name: EXAMPLE.name, password: EXAMPLE.password }],
      tokens: [{ token: EXAMPLE.token }],
    }));
});
