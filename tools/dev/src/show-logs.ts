import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { logTail } from '@archivesmp/private-services';
import colors from 'picocolors';
import type { DevOptions } from './dev-options.js';
import { logFile, processFolders, readSession } from './dev-session.js';
import type { DevProgress } from './progress.js';
import type { StateFolder } from './state-folder.js';

const LINES = 20;

/** `./dev logs`: the last lines of every process, or of those that were named; with -f on and on. */
export async function showLogs(
  state: StateFolder,
  options: DevOptions,
  progress: DevProgress,
): Promise<void> {
  const session = readSession(state);
  if (session === undefined) throw new Error('Nothing was started here yet. Start it with ./dev up');
  const processes = processFolders(state, session);
  const unknown = options.names.filter((name) => !processes.some((process) => process.name === name));
  if (unknown.length > 0)
    throw new Error(
      `There is no process ${unknown.join(', ')} here; there are ${processes.map(({ name }) => name).join(', ')}.`,
    );
  const files = processes
    .filter(({ name }) => options.names.length === 0 || options.names.includes(name))
    .map((process) => ({ name: process.name, file: logFile(process) }))
    .filter(({ file }) => existsSync(file));
  if (options.follow) {
    const tail = spawn('tail', ['-n', String(LINES), '-F', ...files.map(({ file }) => file)], {
      stdio: 'inherit',
    });
    await once(tail, 'close');
    return;
  }
  for (const { name, file } of files) {
    progress.line(colors.bold(`${name}  ${file}`));
    for (const line of logTail(file, LINES)) progress.line(`  ${line}`);
  }
}
