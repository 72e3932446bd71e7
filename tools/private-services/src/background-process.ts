import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { logTail } from './log-tail.js';
import { describeHolder, portHolder, type PortHolder } from './port-holder.js';
import {
  isAlive,
  readRecord,
  recordOf,
  removeRecord,
  writeRecord,
  type ProcessRecord,
} from './process-record.js';
import { until } from './waiting.js';

export interface ProcessPlan {
  /** Shown in messages; also the name of the record and of the log. */
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Folder for `<name>.json` (the record) and `<name>.log`. */
  stateDir: string;
  /** The port it will listen on; taken by another program it is PortTaken before anything is started. */
  port?: number;
  /** Resolves when the process serves; a rejection means "not yet". */
  isReady: () => Promise<unknown>;
  /** Left out: READY_WITHIN_MS. */
  readyWithinMs?: number;
  /** true: outlives this process. false: the kernel ends it when this process ends, however it ends. */
  background: boolean;
}

/** A process ended or never became ready; carries what it said last. */
export class ProcessFailed extends Error {
  constructor(
    readonly processName: string,
    reason: string,
    readonly logFile: string,
    readonly lastLines: readonly string[],
  ) {
    super(
      [
        `${processName} ${reason}. Log: ${logFile}`,
        ...lastLines.map((line) => `  ${processName} | ${line}`),
      ].join('\n'),
    );
    this.name = 'ProcessFailed';
  }
}

/** A port that we need is held by another program. */
export class PortInUse extends Error {
  constructor(
    readonly processName: string,
    readonly port: number,
    readonly holder: PortHolder,
  ) {
    super(`${processName} needs port ${port}, but ${describeHolder(holder)} listens on it.`);
    this.name = 'PortTaken';
  }
}

/** How long a process that lives may take until it serves: only one that hangs takes longer, however busy the machine is. */
export const READY_WITHIN_MS = 5 * 60_000;
/** One question to a starting process may take this long. */
const ASK_MS = 3_000;

const recordFile = (stateDir: string, name: string): string => path.join(stateDir, `${name}.json`);

/** Starts a process unless it already runs, and waits until it serves. Throws ProcessFailed. */
export async function startProcess(plan: ProcessPlan): Promise<{ record: ProcessRecord; started: boolean }> {
  const file = recordFile(plan.stateDir, plan.name);
  const known = readRecord(file);
  if (known !== undefined && isAlive(known)) {
    await waitUntilReady(plan, known, () => undefined);
    return { record: known, started: false };
  }
  const holder = plan.port === undefined ? undefined : portHolder(plan.port);
  if (holder !== undefined) throw new PortInUse(plan.name, plan.port!, holder);
  mkdirSync(plan.stateDir, { recursive: true });
  const logFile = path.join(plan.stateDir, `${plan.name}.log`);
  const { pid, ending } = launch(plan, logFile);
  const record = pid === undefined ? undefined : recordOf(plan.name, pid, logFile);
  if (record === undefined) {
    await until(ending, 1_000);
    throw failure(plan.name, ending() ?? 'could not be started', logFile);
  }
  writeRecord(file, record);
  try {
    await waitUntilReady(plan, record, ending);
  } catch (error) {
    await stopRecorded(record);
    removeRecord(file);
    throw error;
  }
  return { record, started: true };
}

/** Ends a process that was started with this state folder: SIGTERM, after `graceMs` SIGKILL. False when none ran. */
export async function stopProcess(stateDir: string, name: string, graceMs = 20_000): Promise<boolean> {
  const file = recordFile(stateDir, name);
  const record = readRecord(file);
  const wasAlive = record !== undefined && isAlive(record);
  if (wasAlive) await stopRecorded(record, graceMs);
  removeRecord(file);
  return wasAlive;
}

/** The record of a process of this state folder, whether it still runs or not. */
export const processRecord = (stateDir: string, name: string): ProcessRecord | undefined =>
  readRecord(recordFile(stateDir, name));

async function stopRecorded(record: ProcessRecord, graceMs = 20_000): Promise<void> {
  const ended = () => (isAlive(record) ? undefined : true);
  signal(record, 'SIGTERM');
  if (await until(ended, graceMs)) return;
  signal(record, 'SIGKILL');
  await until(ended, 5_000);
}

function signal(record: ProcessRecord, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (isAlive(record)) process.kill(record.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function launch(plan: ProcessPlan, logFile: string) {
  const log = openSync(logFile, 'a', 0o600);
  // Without setpriv a hard kill of the parent (a test runner) would leave servers behind.
  const tied = !plan.background;
  const child = spawn(
    tied ? 'setpriv' : plan.command,
    tied ? ['--pdeathsig', 'TERM', plan.command, ...plan.args] : [...plan.args],
    { cwd: plan.cwd, env: plan.env ?? process.env, detached: plan.background, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  let ended: string | undefined;
  child.once('error', (error) => (ended = `could not be started: ${error.message}`));
  child.once('exit', (code, name) => (ended = `ended with ${name ?? `exit code ${code}`}`));
  child.unref();
  return { pid: child.pid, ending: () => ended };
}

async function waitUntilReady(
  plan: ProcessPlan,
  record: ProcessRecord,
  ending: () => string | undefined,
): Promise<void> {
  let lastError: unknown;
  const verdict = await until(async () => {
    if (!isAlive(record)) return 'ended';
    try {
      await answerWithin(ASK_MS, plan.isReady());
      return isAlive(record) ? 'ready' : 'ended';
    } catch (error) {
      lastError = error;
      return undefined;
    }
  }, plan.readyWithinMs ?? READY_WITHIN_MS);
  if (verdict === 'ready') return;
  await until(ending, verdict === 'ended' ? 500 : 0);
  const reason =
    verdict === 'ended'
      ? 'ended before it was ready'
      : `ran, but was not ready in time, and was ended (${errorText(lastError)})`;
  throw failure(plan.name, ending() ?? reason, record.logFile);
}

/** A server that accepts a connection and never answers must not block us. */
async function answerWithin(limitMs: number, answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Of a failed question the cause says more than "fetch failed". */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

const failure = (name: string, reason: string, logFile: string): ProcessFailed =>
  new ProcessFailed(name, reason, logFile, logTail(logFile));
