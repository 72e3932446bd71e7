import { counted } from '@archivesmp/contracts/counted';
import type { BackupView, HubClient } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { findId, idAmong } from '../find-id.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { pageLimit } from '../page-options.js';
import { printDocument } from '../print-document.js';
import { tableLines } from '../table-lines.js';
import { timeText } from '../time-text.js';
import type { BackupListFlags } from './backup-flags.js';

const AMONG = 1_000;

/** The whole id of a backup that is named by its beginning. */
export const findBackup = (hub: HubClient, typed: string): Promise<string> =>
  idAmong(
    'backup',
    typed,
    async () => (await hub.call('GET /api/v1/backups', { query: { limit: AMONG } })).backups,
  );

/** The newest backups, one line each. */
export async function listBackups(flags: BackupListFlags, terminal: Terminal): Promise<ExitCode> {
  const { host, instance, plugin, deployment } = flags;
  const limit = pageLimit(flags.limit);
  return onHub(flags, terminal, async (hub) => {
    const page = await hub.call('GET /api/v1/backups', {
      query: {
        limit,
        ...(host !== undefined && { host }),
        ...(instance !== undefined && { instance }),
        ...(plugin !== undefined && { plugin }),
        ...(deployment !== undefined && { deployment: await findId(hub, 'deployment', deployment) }),
      },
    });
    if (flags.json) printDocument(page, terminal);
    else {
      for (const line of tableLines(page.backups.map(rowOf))) terminal.print(printable(line));
      if (page.backups.length === 0) terminal.message(noBackups(flags));
      if (page.next !== undefined)
        terminal.message(`More backups are older; --limit shows more than ${limit}.`);
    }
    return EXIT.ok;
  });
}

/** What an empty list means, and what to do: nothing was asked for that should be there and is not. */
export function noBackups({ deployment, plugin }: Pick<BackupListFlags, 'deployment' | 'plugin'>): string {
  if (deployment !== undefined)
    return 'No backups were taken for this deployment: none yet, or nothing had to be written.';
  const of = plugin === undefined ? '' : ` of ${printable(plugin)}`;
  return `No backups${of} yet: the first ones are taken by the schedule within ten minutes after instances are found, unless backup.every_hours is 0; asmp backup take takes them now.`;
}

function rowOf({
  id,
  takenAt,
  host,
  instance,
  plugin,
  files,
  bytes,
  cause,
  damage,
  reason,
  fromFuture,
}: BackupView): string[] {
  const size = `${counted(files, 'file')}, ${sizeText(bytes)}`;
  const dated = fromFuture === true ? 'DATED IN THE FUTURE: its clock was wrong; ' : '';
  const detail = `${dated}${damage === undefined ? (reason ?? '') : `DAMAGED: ${damage}`}`;
  return [id.slice(0, 8), timeText(takenAt), host, instance, plugin, size, cause, detail];
}

const KIB = 1_024;

export const sizeText = (bytes: number): string =>
  bytes < KIB
    ? `${bytes} B`
    : bytes < KIB ** 2
      ? `${(bytes / KIB).toFixed(1)} KiB`
      : `${(bytes / KIB ** 2).toFixed(1)} MiB`;

/** One backup with its files. */
export function showBackup(typed: string, flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const id = await findBackup(hub, typed);
    const backup = await hub.call('GET /api/v1/backups/{id}', { path: { id } });
    if (flags.json) printDocument(backup, terminal);
    else {
      const { instance, host, plugin, takenAt, takenBy, cause, verifiedAt, damage } = backup;
      terminal.print(
        terminal.colors.bold(printable(`${instance} (${host})  ${plugin}  ${timeText(takenAt)}`)),
      );
      terminal.print(printable(`  backup ${id} by ${takenBy}, ${cause}`));
      if (damage !== undefined) terminal.print(terminal.colors.red(printable(`  damaged: ${damage}`)));
      else
        terminal.print(
          verifiedAt === undefined ? '  not read back yet' : `  read back ${timeText(verifiedAt)}`,
        );
      const rows = backup.contents.map(({ path, sha256, size }) =>
        // The hub sends null for a file that did not exist then.
        (sha256 ?? undefined) === undefined
          ? [path, 'did not exist']
          : [path, sizeText(size), sha256!.slice(0, 12)],
      );
      for (const line of tableLines(rows)) terminal.print(printable(`  ${line}`));
      for (const { path, state, reason = state.replaceAll('_', ' ') } of backup.leftOut ?? [])
        terminal.print(terminal.colors.yellow(printable(`  not in it: ${path}: ${reason}`)));
    }
    return EXIT.ok;
  });
}
