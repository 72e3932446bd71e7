import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { RunningSha256 } from '@archivesmp/digests';
import {
  isAlive,
  logTail,
  processRecord,
  startProcess,
  stopProcess,
  type ProcessRecord,
} from '@archivesmp/private-services';
import type { StateFolder } from './state-folder.js';

/** One program of the product (or the simulator), started with a settings file. */
export interface AppPlan {
  name: string;
  program: string;
  settingsFile: string;
  /** Checked for a stranger before the start. */
  port: number;
  /** Answers 2xx when the program can work. */
  readyUrls: readonly string[];
}

export type AppStart = 'started' | 'kept' | 'restarted';

/** As the image and the systemd units have it: a third less memory, and no slower. */
const FRUGAL = { MALLOC_ARENA_MAX: '2', NODE_OPTIONS: '--max-semi-space-size=2' };
const LARGEST_LOG = 8 * 1024 * 1024;

/**
 * Sees to it that a program runs with exactly these settings and this build: one that runs so already is kept, another is
 * restarted. Throws PortTaken or ProcessFailed.
 */
export async function runApp(state: StateFolder, plan: AppPlan, buildMark: string): Promise<AppStart> {
  const markFile = `run/${plan.name}.mark.json`;
  const mark = new RunningSha256().add(readFileSync(plan.settingsFile)).add(buildMark).hex();
  const before = processRecord(state.run, plan.name);
  const running = before !== undefined && isAlive(before);
  const outdated = running && state.readJson<{ mark: string }>(markFile)?.mark !== mark;
  if (outdated) await stopProcess(state.run, plan.name);
  if (!running || outdated) {
    makeRoom(path.join(state.run, `${plan.name}.log`));
    state.writeJson(markFile, { mark });
  }
  const { started } = await startProcess({
    name: plan.name,
    command: process.execPath,
    args: [plan.program, '--config', plan.settingsFile],
    env: { ...process.env, ...FRUGAL },
    stateDir: state.run,
    port: plan.port,
    background: true,
    isReady: () => Promise.all(plan.readyUrls.map(answers)),
  });
  if (!started) return 'kept';
  return outdated ? 'restarted' : 'started';
}

/** A program that ended without being told to: `./dev down` removes the record, a crash leaves it. */
export function crashed(
  stateDir: string,
  name: string,
): { record: ProcessRecord; lastLines: string[] } | undefined {
  const record = processRecord(stateDir, name);
  if (record === undefined || isAlive(record)) return undefined;
  return { record, lastLines: logTail(record.logFile) };
}

async function answers(url: string): Promise<void> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${text.slice(0, 400)}`);
}

/** Keeps one older log beside a new one. */
function makeRoom(log: string): void {
  if (existsSync(log) && statSync(log).size > LARGEST_LOG) renameSync(log, `${log}.1`);
}
