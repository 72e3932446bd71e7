import { expect, it } from 'vitest';
import { accountLines, accountsFile } from './accounts.js';

const accounts = {
  users: [
    { name: 'admin', password: 'pw-1', role: 'admin' as const },
    { name: 'operator', password: 'pw-2', role: 'operator' as const },
  ],
  token: 'secret-1',
  colleagueToken: 'secret-2',
};

it('says of each account and token what it is and whose', () =>
  expect(accountLines(accounts, { dev: '/s/dev.json', colleague: '/s/colleague.token' })).toEqual([
    'admin      a person with the role admin, password pw-1',
    'operator   a person with the role operator, password pw-2',
    'dev        an API token of admin, so it may what admin may (./asmp and curl use it here): /s/dev.json',
    'colleague  an API token of operator, so it may what operator may (a second person, who may approve what admin planned): /s/colleague.token',
  ]));

it('gives each token to a person who is there', () => {
  const { users, tokens } = accountsFile(accounts);
  for (const { user } of tokens) expect(users.map(({ name }) => name)).toContain(user);
});
