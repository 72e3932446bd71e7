import { setTimeout as wait } from 'node:timers/promises';
import os from 'node:os';
import type { InstanceManagerSettings } from '../agent-settings.js';
import { readManagerStatus, type ManagerStatus } from './manager-status.js';
import { runProgram, type ProgramEnd } from './run-program.js';

/** How an action ended: `unknown` = it may or may not have been done. */
export type ManagerOutcome =
  { readonly ended: 'done' } | { readonly ended: 'failed' | 'unknown'; readonly reason: string };

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const CHECK_EVERY_MS = 1_000;
/** The process of an instance is up some seconds after it was started. */
const SETTLES_WITHIN_MS = 20_000;

/**
 * AMP's program for the command line of a host, for when no panel answers. It acts on the process of an instance and with it on its game
 * server. What it prints and its exit code differ between versions, so what became of an action is told by its table of instances.
 */
// eslint-disable-next-line archivesmp/plain-classes -- ampinstmgr, AMP's own program, is called so
export class InstanceManager {
  constructor(
    private readonly settings: Pick<InstanceManagerSettings, 'path' | 'user' | 'within_seconds'>,
    private readonly settlesWithinMs = SETTLES_WITHIN_MS,
  ) {}

  start(name: string): Promise<ManagerOutcome> {
    return this.act('start', name, (isUp) => isUp);
  }

  stop(name: string): Promise<ManagerOutcome> {
    return this.act('stop', name, (isUp) => !isUp);
  }

  /** Starts a stopped one. Never done twice: where it is not certain that it was done, that is said. */
  async restart(name: string): Promise<ManagerOutcome> {
    const end = await this.runProgram(['restart', checkedName(name)]);
    return end.code === 0
      ? this.waitUntilWanted('restart', end, name, (isUp) => isUp)
      : uncertain('restart', end);
  }

  /** Every instance of the host, the panel itself included. */
  async restartAll(): Promise<ManagerOutcome> {
    const end = await this.runProgram(['restartall']);
    return end.code === 0 ? { ended: 'done' } : uncertain('restartall', end);
  }

  /** undefined when it does not answer, or is not understood. */
  async status(): Promise<ManagerStatus | undefined> {
    const { code, output } = await this.runProgram(['status']);
    return code === 0 ? readManagerStatus(output) : undefined;
  }

  private async act(
    what: 'start' | 'stop',
    name: string,
    isWanted: (isUp: boolean) => boolean,
  ): Promise<ManagerOutcome> {
    return this.waitUntilWanted(what, await this.runProgram([what, checkedName(name)]), name, isWanted);
  }

  /** Looks until the instance is where it is wanted. */
  private async waitUntilWanted(
    what: string,
    end: ProgramEnd,
    name: string,
    isWanted: (isUp: boolean) => boolean,
  ): Promise<ManagerOutcome> {
    const begin = performance.now();
    for (;;) {
      const isUp = (await this.status())?.get(name);
      if (isUp !== undefined && isWanted(isUp)) return { ended: 'done' };
      if (performance.now() - begin >= this.settlesWithinMs)
        return isUp === undefined
          ? {
              ended: 'unknown',
              reason: `${failureText(what, end)}; its table does not say whether ${name} is up`,
            }
          : { ended: 'failed', reason: `${failureText(what, end)}; ${name} is ${isUp ? 'up' : 'down'}` };
      await wait(CHECK_EVERY_MS);
    }
  }

  private runProgram(args: readonly string[]): Promise<ProgramEnd> {
    const { path, user, within_seconds: within } = this.settings;
    const withinMs = within * 1_000;
    return os.userInfo().username === user
      ? runProgram(path, args, withinMs)
      : runProgram('sudo', ['-n', '-u', user, path, ...args], withinMs);
  }
}

/** @throws Error for what is no short name: it would be taken for an option */
function checkedName(name: string): string {
  if (!NAME.test(name)) throw new Error('an instance has a short name of letters, digits, - and _');
  return name;
}

const uncertain = (what: string, end: ProgramEnd): ManagerOutcome => ({
  ended: 'unknown',
  reason: `${failureText(what, end)}; whether anything was done is not known`,
});

function failureText(what: string, { code, timedOut, output }: ProgramEnd): string {
  if (timedOut) return `ampinstmgr ${what} did not come to an end`;
  const last = output.split('\n').at(-1)?.slice(0, 300) ?? '';
  const words = last === '' ? '' : `: ${last}`;
  return code === undefined
    ? `ampinstmgr could not be run${words}`
    : `ampinstmgr ${what} ended with code ${code}${words}`;
}
