import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Problem } from '@archivesmp/contracts/problem';
import { migrate, openHistory } from '@archivesmp/history';
import { HOST_SETTINGS_PATH, HostSettings, loadSettings, validateDto } from '@archivesmp/service-kit';
import { AccountsFile } from './accounts-file.js';
import { provisionAccounts } from './provision-accounts.js';

/** The command `node dist/provision.js --config host.yaml --accounts FILE`: accounts of a new installation. */
try {
  const argv = process.argv.slice(2);
  const options = { config: { type: 'string' }, accounts: { type: 'string' } } as const;
  const { accounts } = parseArgs({ args: argv, options }).values;
  if (accounts === undefined) throw new Problem('request.invalid', 'Name the accounts: --accounts FILE.');
  const { mariadb } = loadSettings(HostSettings, {
    argv,
    env: process.env,
    defaultPath: HOST_SETTINGS_PATH,
  });
  const wanted = await validateDto(AccountsFile, JSON.parse(readFileSync(accounts, 'utf8')), 'body');
  const { host, port, username: user, password, database } = mariadb;
  const settings = { host, port, user, password: password.reveal(), database };
  await migrate(settings);
  const history = await openHistory(settings);
  const added = await provisionAccounts(history, wanted, new Date()).finally(() => history.close());
  process.stdout.write(added.length === 0 ? 'nothing to add\n' : `added ${added.join(', ')}\n`);
} catch (error) {
  const detail = error instanceof Problem ? error.detail : (error as Error).message;
  process.stderr.write(`${detail}\n`);
  process.exitCode = 1;
}
