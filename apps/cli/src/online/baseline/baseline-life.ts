import { counted } from '@archivesmp/contracts/counted';
import type { BaselineChanged, BaselineRevisionView, BaselineSet } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { onHub } from '../on-hub.js';
import { pageLimit } from '../page-options.js';
import { printDocument } from '../print-document.js';
import { tableLines } from '../table-lines.js';
import { timeText } from '../time-text.js';
import { typedVersion } from '../version-number.js';
import type {
  AdoptBaselineFlags,
  DeleteFlags,
  LogFlags,
  SetFlags,
  RestoreBaselineFlags,
} from './baseline-flags.js';
import { namedBaseline } from './show-baselines.js';

/** Who changed what and why, newest first. */
export async function logOfBaselines(
  named: string | undefined,
  flags: LogFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const limit = pageLimit(flags.limit);
  return onHub(flags, terminal, async (hub) => {
    const query = { limit, ...(named !== undefined && whichOf(named)) };
    const page = await hub.call('GET /api/v1/baseline-revisions', { query });
    if (flags.json) printDocument(page, terminal);
    else {
      for (const line of tableLines(page.revisions.map(rowOf))) terminal.print(printable(line));
      if (page.count === 0) terminal.message('Nothing of it was ever changed.');
      if (page.next !== undefined)
        terminal.message(`More changes are older; --limit shows more than ${limit}.`);
    }
    return EXIT.ok;
  });
}

/** A plugin, one of its files, or deviations.yml. */
const whichOf = (named: string): { readonly file: string } | { readonly plugin: string } =>
  named === 'deviations.yml' || named.includes('/') ? { file: named } : { plugin: named };

function rowOf({ version, at, by, change, of, plugin, path, reason }: BaselineRevisionView): string[] {
  const what = of === undefined ? change : `${change} (of ${of})`;
  return [String(version), timeText(at), by ?? 'not known', what, fileOf({ plugin, path }), reason ?? ''];
}

const fileOf = ({ plugin, path }: { readonly plugin: string; readonly path: string }): string =>
  plugin === '' ? path : `${plugin}/${path}`;

/** Takes a file out of the baseline. */
export function deleteBaseline(named: string, flags: DeleteFlags, terminal: Terminal): Promise<ExitCode> {
  const path = namedBaseline(named);
  const { reason, revision } = flags;
  if (revision === undefined)
    throw new Error('baseline delete: say with --revision what you want deleted, as show and list tell it');
  return onHub(flags, terminal, async (hub) => {
    const deleted = await hub.call('DELETE /api/v1/baselines/{plugin}/{path}', {
      path,
      headers: { 'If-Match': `"${revision.replaceAll('"', '')}"` },
      ...(reason !== undefined && { query: { reason } }),
    });
    if (flags.json) printDocument(deleted, terminal);
    else
      terminal.print(
        printable(`${named} is deleted (version ${deleted.version}); asmp baseline undo ${deleted.version}`),
      );
    return EXIT.ok;
  });
}

/** Gives a file back what it was after a version (`restore`), or before it (`undo`). */
export function restoreBaseline(
  how: 'restore' | 'undo',
  typed: string,
  flags: RestoreBaselineFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const path = { version: typedVersion(typed) };
  const body = flags.reason === undefined ? {} : { reason: flags.reason };
  return onHub(flags, terminal, async (hub) => {
    const changed: BaselineChanged =
      how === 'restore'
        ? await hub.call('POST /api/v1/baseline-revisions/{version}/restore', { path, body })
        : await hub.call('POST /api/v1/baseline-revisions/{version}/undo', { path, body });
    if (flags.json) printDocument(changed, terminal);
    else terminal.print(printable(outcomeText(changed)));
    return EXIT.ok;
  });
}

function outcomeText({ changed, written }: BaselineChanged): string {
  const name = fileOf(changed);
  if (!written) return `${name} is so already; nothing was written`;
  const now = changed.revision === undefined ? 'is deleted' : `is at revision ${changed.revision}`;
  return `${name} ${now} (version ${changed.version}); the drift is judged again`;
}

/** Has taken over what others did in the bucket: some files, or all that is refused. */
export function adoptBaselines(
  files: readonly string[],
  { all, reason, ...flags }: AdoptBaselineFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  if ((files.length === 0) !== (all === true)) throw new Error('baseline adopt: name files, or say --all');
  return onHub(flags, terminal, async (hub) => {
    const body = { reason, ...(files.length > 0 && { files: [...files] }) };
    const answer = await hub.call('POST /api/v1/baselines/adopt', { body });
    const { adopted, left } = answer;
    if (flags.json) printDocument(answer, terminal);
    else {
      for (const change of adopted)
        terminal.print(printable(`${fileOf(change)} is taken over (version ${change.version})`));
      for (const reasonOf of left) terminal.print(terminal.colors.red(printable(`left: ${reasonOf}`)));
      if (adopted.length + left.length === 0) terminal.message('There is nothing to take over.');
    }
    return left.length === 0 ? EXIT.ok : EXIT.notSucceeded;
  });
}

/** One version of the whole set. */
export function setOfBaselines(flags: SetFlags, terminal: Terminal): Promise<ExitCode> {
  const query = flags.at === undefined ? {} : { version: typedVersion(flags.at) };
  return onHub(flags, terminal, async (hub) => {
    const set = await hub.call('GET /api/v1/baseline-set', { query });
    if (flags.json) printDocument(set, terminal);
    else for (const line of setLines(set)) terminal.print(printable(line));
    return EXIT.ok;
  });
}

function setLines({
  version,
  sha256,
  changedAt,
  changedBy,
  subject,
  reason,
  files,
  deviations,
}: BaselineSet): string[] {
  const by = changedAt === undefined ? '' : `, ${timeText(changedAt)} by ${changedBy ?? 'an unknown author'}`;
  const what = subject === undefined ? '' : `: ${subject}${reason === undefined ? '' : ` (${reason})`}`;
  const rows = [...files, ...(deviations === undefined ? [] : [deviations])].map((one) => [
    fileOf(one),
    `version ${one.version}`,
    counted(one.size, 'byte'),
    one.sha256.slice(0, 12),
  ]);
  return [`version ${version}${by}${what}`, `sha256 ${sha256}`, ...tableLines(rows)];
}
