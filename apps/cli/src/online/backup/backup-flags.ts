import type { OnlineFlags } from '../hub-command.js';
import type { WaitFlags } from '../deployment/wait-flags.js';

export interface BackupListFlags extends OnlineFlags {
  readonly host?: string;
  readonly instance?: string;
  readonly plugin?: string;
  readonly deployment?: string;
  readonly limit?: string;
}

export interface TakeBackupFlags extends WaitFlags {
  readonly host?: string;
  readonly instance?: string;
  readonly plugin?: string;
  readonly reason?: string;
}

export interface VerifyFlags extends WaitFlags {
  readonly percent?: number;
}

export interface RestoreFlags extends OnlineFlags {
  readonly file?: readonly string[];
  readonly instance?: string;
  readonly at?: string;
  readonly plugin?: readonly string[];
  readonly asIs?: true;
  readonly title?: string;
  readonly full?: true;
}

export interface AdoptBackupFlags extends WaitFlags {
  readonly unknown?: true;
}
