import { isAlive, processRecord } from '@archivesmp/private-services';
import { SEVERITIES } from '@archivesmp/contracts/vocabulary';
import colors from 'picocolors';
import { processFolders, readSession } from './dev-session.js';
import { DevHubClient } from './hub-client.js';
import type { DevProgress } from './progress.js';
import { crashed } from './run-app.js';
import type { StateFolder } from './state-folder.js';

/** `./dev status`. True when everything that should run does. */
export async function showStatus(state: StateFolder, progress: DevProgress): Promise<boolean> {
  const session = readSession(state);
  const processes = session === undefined ? [] : processFolders(state, session);
  const running = processes.filter(({ name, dir }) => {
    const record = processRecord(dir, name);
    return record !== undefined && isAlive(record);
  });
  const ended = processes.flatMap(({ name, dir }) => {
    const crash = crashed(dir, name);
    return crash === undefined ? [] : [{ name, ...crash }];
  });
  if (session === undefined || (running.length === 0 && ended.length === 0)) {
    progress.line('Nothing runs here. Start it with ./dev up');
    return false;
  }
  progress.heading(`${session.fleetLabel} on port ${session.port}`);
  for (const one of processes) {
    const record = processRecord(one.dir, one.name);
    const alive = running.includes(one);
    const state = alive ? `runs, process ${record?.pid}` : record === undefined ? 'stopped' : 'crashed';
    progress.line(`  ${one.name.padEnd(20)} ${alive ? state : colors.red(state)}`);
  }
  for (const { name, record, lastLines } of ended) {
    progress.line(colors.red(`  ${name} ended by itself. Log: ${record.logFile}`));
    for (const line of lastLines) progress.line(`    ${name} | ${line}`);
  }
  await showFleet(state, progress);
  return running.length === processes.length;
}

async function showFleet(state: StateFolder, progress: DevProgress): Promise<void> {
  const dev = state.readJson<{ url: string; token: string }>('dev.json');
  if (dev === undefined) return;
  const hub = new DevHubClient(dev.url, dev.token);
  try {
    for (const { name, agent, instances } of await hub.hosts())
      progress.line(`  host ${name}: agent ${agent}, ${instances} instances`);
    const { total, bySeverity } = await hub.totals();
    const counts = SEVERITIES.map((severity) => `${bySeverity[severity] ?? 0} ${severity}`).join(', ');
    progress.line(`  ${total} drifts: ${counts}    ${dev.url}`);
  } catch (error) {
    progress.line(`  the hub does not tell how the fleet stands: ${(error as Error).message}`);
  }
}
