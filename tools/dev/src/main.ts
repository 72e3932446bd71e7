import { existsSync, rmSync } from 'node:fs';
import { PortInUse, ProcessFailed } from '@archivesmp/private-services';
import colors from 'picocolors';
import { bringUp } from './bring-up.js';
import { devOptions, USAGE, WrongUsage, type DevOptions } from './dev-options.js';
import { readSession, stopEverything } from './dev-session.js';
import { stopDockerServices } from './docker-services.js';
import { believe } from './hard-world.js';
import { rescan } from './rescan.js';
import { excludeOthers } from './one-at-a-time.js';
import { DevProgress } from './progress.js';
import { showLogs } from './show-logs.js';
import { showStatus } from './show-status.js';
import { StateFolder } from './state-folder.js';
import { runTests } from './run-tests.js';
import { untilInterrupted } from './until-interrupted.js';

const world = StateFolder.ofEnvironment();
let state = world;
const progress = new DevProgress();

/** Runs one verb; the exit code. */
async function runDev(options: DevOptions): Promise<number> {
  if (options.hard) state = world.hard;
  const { caFile } = state.readJson<{ caFile?: string }>('dev.json') ?? {};
  if (caFile !== undefined && existsSync(caFile)) believe(caFile);
  switch (options.verb) {
    case 'up':
      return alone(() =>
        untilInterrupted(
          (signal) => bringUp(options, state, progress, signal),
          () => stopEverything(state),
        ),
      );
    case 'down':
      return alone(down);
    case 'reset':
      return alone(async () => {
        const docker = readSession(state)?.docker === true;
        await down();
        if (docker) stopDockerServices(state, true);
        rmSync(world.dir, { recursive: true, force: true });
        progress.line(`${world.dir} is gone; the next ./dev up begins anew.`);
        return 0;
      });
    case 'status':
      return (await showStatus(state, progress)) ? 0 : 3;
    case 'logs':
      await showLogs(state, options, progress);
      return 0;
    case 'scan':
      return (await rescan(state, options, progress)) ? 0 : 1;
    case 'test':
      return runTests(options.names, progress);
  }
}

async function down(): Promise<number> {
  const stopped = [...(await stopEverything(world)), ...(await stopEverything(world.hard))];
  progress.line(stopped.length === 0 ? 'Nothing ran.' : `Stopped ${stopped.join(', ')}.`);
  return 0;
}

async function alone(work: () => Promise<number>): Promise<number> {
  const done = excludeOthers(world);
  try {
    return await work();
  } finally {
    done();
  }
}

const AGAIN =
  'What was started before it still runs, and nothing is lost: run ./dev up again, it goes on from here. ./dev down stops everything.';

function explain(error: unknown): string {
  if (error instanceof WrongUsage) return `${error.message}\n\n${USAGE}`;
  if (error instanceof PortInUse)
    return `${error.message}\nStop it, or take another port: ./dev up --port ${error.port + 100}`;
  if (error instanceof ProcessFailed) return `${error.message}\n${AGAIN}`;
  return error instanceof Error ? error.message : String(error);
}

// The reader of our lines may stop reading (`| head`); the work goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.exitCode = await runDev(devOptions(process.argv.slice(2), process.env));
} catch (error) {
  process.stderr.write(`${colors.red(explain(error))}\n`);
  process.exitCode = error instanceof WrongUsage ? 2 : 1;
}
