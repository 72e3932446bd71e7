import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sha256Hex } from '@archivesmp/digests';
import { builtProgram } from './checkout.js';
import type { StateFolder } from './state-folder.js';

const run = promisify(execFile);

/** Makes users and tokens exist, through the same command that a real installation uses. Not repeated for the same accounts. */
export async function provision(
  state: StateFolder,
  fleetId: string,
  hostSettings: string,
  accounts: object,
): Promise<void> {
  const text = JSON.stringify(accounts);
  const mark = sha256Hex(text);
  const done = state.readJson<Record<string, string>>('provisioned.json') ?? {};
  if (done[fleetId] === mark) return;
  const file = state.writeText('settings/accounts.json', text);
  const program = builtProgram('apps/web-api', 'provision');
  await run(process.execPath, [program, '--config', hostSettings, '--accounts', file]).catch(
    (error: Error & { stderr?: string }) => {
      throw new Error(`The accounts could not be made: ${error.stderr?.trim() || error.message}`);
    },
  );
  state.writeJson('provisioned.json', { ...done, [fleetId]: mark });
}
