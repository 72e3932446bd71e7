import type { BackupFileDifference } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Colors, Terminal } from '../../terminal/terminal.js';
import type { OnlineFlags } from '../hub-command.js';
import { hunkLines } from '../../terminal/hunk-lines.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { timeText } from '../time-text.js';
import { findBackup } from './show-backups.js';

/** What differs between a backup and what is there now, as unified text. */
export function diffBackup(typed: string, flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const id = await findBackup(hub, typed);
    const difference = await hub.call('GET /api/v1/backups/{id}/diff', { path: { id } });
    if (flags.json) printDocument(difference, terminal);
    else {
      const { backup, files, seenAt, silent, different } = difference;
      for (const file of files) for (const line of fileLines(file, terminal.colors)) terminal.print(line);
      const seen = seenAt === undefined ? 'never looked at as a whole' : `looked at ${timeText(seenAt)}`;
      if (silent !== undefined) terminal.message(printable(`Not looked at now: ${silent}.`));
      terminal.message(
        printable(
          `${different} of ${files.length} files differ from ${timeText(backup.takenAt)}; ${backup.instance} was ${seen}.`,
        ),
      );
    }
    return difference.different === 0 ? EXIT.ok : EXIT.notSucceeded;
  });
}

function fileLines({ path, standing: status, diff, reason }: BackupFileDifference, colors: Colors): string[] {
  if (status === 'same') return [];
  const title = colors.bold(printable(`${status}: ${path}`));
  const why = reason === undefined ? [] : [`  ${printable(reason)}`];
  return [title, ...why, ...hunkLines(diff).map((line) => coloured(line, colors))];
}

function coloured(line: string, colors: Colors): string {
  if (line.startsWith('+')) return colors.green(line);
  return line.startsWith('-') ? colors.red(line) : line;
}
