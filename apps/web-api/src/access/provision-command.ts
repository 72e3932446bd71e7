import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Problem } from '@archivesmp/contracts/problem';
import { migrate, openHistory } from '@archivesmp/history';
import { historyOf } from '@archivesmp/hub-wiring';
import {
  HOST_SETTINGS_PATH,
  HostSettings,
  loadSettings,
  tooWideOf,
  validateDto,
} from '@archivesmp/service-kit';
import { hintFor } from '@archivesmp/contracts/closest-name';
import { powersOf } from '../http/caller.js';
import { AccountsFile } from './accounts-file.js';
import { refuseExamples } from './example-accounts.js';
import { provisionAccounts } from './provision-accounts.js';

/** The command `node dist/provision.js --config host.yaml --accounts FILE`: accounts of a new installation. */
try {
  const argv = process.argv.slice(2);
  const options = { config: { type: 'string' }, accounts: { type: 'string' } } as const;
  const { accounts } = parseArgs({ args: argv, options }).values;
  if (accounts === undefined) throw new Problem('request.invalid', 'Name the accounts: --accounts FILE.');
  const host = loadSettings(HostSettings, {
    argv,
    env: process.env,
    defaultPath: HOST_SETTINGS_PATH,
  });
  const text = readFileSync(accounts, 'utf8');
  const tooWide = tooWideOf(accounts);
  if (tooWide !== undefined)
    throw new Problem('settings.invalid', `The file of passwords and tokens ${tooWide}.`);
  const wanted = await validateDto(AccountsFile, JSON.parse(text), 'body');
  refuseExamples(wanted);
  for (const warning of hostsWithoutPanel(wanted, host)) process.stderr.write(`warning: ${warning}\n`);
  const settings = historyOf(host);
  await migrate(settings, { onWait: (reason) => process.stderr.write(`${reason}\n`) });
  const history = await openHistory(settings);
  const added = await provisionAccounts(history, wanted, new Date()).finally(() => history.close());
  process.stdout.write(added.length === 0 ? 'nothing to add\n' : `added ${added.join(', ')}\n`);
} catch (error) {
  const detail = error instanceof Problem ? `${error.detail}\n${error.help}` : (error as Error).message;
  process.stderr.write(`${detail}\n`);
  process.exitCode = 1;
}

/** A mistyped name would be a token for no host; a host without a panel may be meant, so a warning is printed and the token made. */
function hostsWithoutPanel({ tokens }: AccountsFile, { amp_servers: panels }: HostSettings): string[] {
  const names = panels.map(({ name }) => name);
  if (names.length === 0) return [];
  return tokens.flatMap(({ label, scopes }) =>
    powersOf(scopes)
      .agentHosts.filter((one) => !names.includes(one))
      .map(
        (one) => `the token ${label} is for ${one}, which is no panel of amp_servers${hintFor(one, names)}`,
      ),
  );
}
