import type { ExitCode } from '../../terminal/exit-code.js';
import type { Terminal } from '../../terminal/terminal.js';
import { beginOperation as begin } from '../operation/follow-operation.js';
import type { WaitFlags } from '../deployment/wait-flags.js';
import type { AdoptBackupFlags, TakeBackupFlags, VerifyFlags } from './backup-flags.js';

/** Backs up now. */
export function takeBackups(flags: TakeBackupFlags, terminal: Terminal): Promise<ExitCode> {
  const { host, instance, plugin, reason } = flags;
  const body = {
    ...(host !== undefined && { host }),
    ...(instance !== undefined && { instance }),
    ...(plugin !== undefined && { plugin }),
    ...(reason !== undefined && { reason }),
  };
  return begin(flags, terminal, (hub) => hub.call('POST /api/v1/backups', { body }));
}

/** Has a share of all backups read back. */
export function verifyBackups(flags: VerifyFlags, terminal: Terminal): Promise<ExitCode> {
  const body = flags.percent === undefined ? {} : { percent: flags.percent };
  return begin(flags, terminal, (hub) => hub.call('POST /api/v1/backups/verify', { body }));
}

/** Has manifests without a signature of the hub taken over. */
export function adoptBackups(flags: AdoptBackupFlags, terminal: Terminal): Promise<ExitCode> {
  const body = flags.unknown === true ? { unknown: true } : {};
  return begin(flags, terminal, (hub) => hub.call('POST /api/v1/backups/adopt', { body }));
}

/** Has stored contents brought into the form that the settings say. */
export const renewContents = (flags: WaitFlags, terminal: Terminal): Promise<ExitCode> =>
  begin(flags, terminal, (hub) => hub.call('POST /api/v1/storage/renew'));

/** What is done with all backups and needs nothing said. */
export const careForBackups = (
  what: 'drill' | 'prune' | 'rebuild-index',
  flags: WaitFlags,
  terminal: Terminal,
): Promise<ExitCode> => begin(flags, terminal, (hub) => hub.call(`POST /api/v1/backups/${what}`));
