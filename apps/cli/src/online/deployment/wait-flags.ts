import type { OnlineFlags } from '../hub-command.js';

export interface WaitFlags extends OnlineFlags {
  readonly wait?: true;
}

export interface ApplyFlags extends WaitFlags {
  readonly perHost?: number;
  readonly waitForEmpty?: number;
  readonly whileStopped?: true;
  readonly restartLater?: true;
  readonly hash?: string;
}

export interface PowerFlags extends WaitFlags {
  readonly instance?: readonly string[];
  readonly flagged?: true;
  readonly all?: true;
  readonly expect?: number;
  readonly countdown?: number;
}
