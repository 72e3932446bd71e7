import type { AuditRecordView } from '@archivesmp/api-client';
import { actorName, readActorName } from '@archivesmp/contracts/actor';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { onHub } from '../on-hub.js';
import { pageLimit } from '../page-options.js';
import { printDocument } from '../print-document.js';
import { tableLines } from '../table-lines.js';
import { timeOption } from '../time-option.js';
import { timeText } from '../time-text.js';
import type { AuditFlags } from './hold-flags.js';

const MOST_DETAIL = 120;
/** A longer one moves what follows it in its own row only. */
const WIDEST = 40;
/** Said by the column of who did it, or of no use on one line. */
const NOT_AGAIN = new Set(['address', 'ip', 'via', 'person']);

/** Rows of the record of who changed what, newest first, one line each; `--json` has their details whole. */
export function listAudit(flags: AuditFlags, terminal: Terminal): Promise<ExitCode> {
  const { actor, person, action, subject } = flags;
  const limit = pageLimit(flags.limit);
  const query = {
    limit,
    ...(actor !== undefined && { actor }),
    ...(person !== undefined && { person }),
    ...(action !== undefined && { action }),
    ...(subject !== undefined && { subject }),
    ...(flags.from !== undefined && { from: timeOption('--from', flags.from) }),
    ...(flags.until !== undefined && { until: timeOption('--until', flags.until) }),
  };
  return onHub(flags, terminal, async (hub) => {
    const page = await hub.call('GET /api/v1/audit', { query });
    if (flags.json) {
      printDocument(page, terminal);
      return EXIT.ok;
    }
    const rows = page.records.map((record) => [
      timeText(record.at),
      actorOf(record),
      record.action,
      record.subject,
      detailText(record.detail),
    ]);
    for (const line of tableLines(rows, WIDEST)) terminal.print(printable(line));
    if (rows.length === 0) terminal.message('The record has nothing like that.');
    if (page.next !== undefined)
      terminal.message(`More of it is older; --until shows what came before, --limit more than ${limit}.`);
    return EXIT.ok;
  });
}

/** Rows that are older than the person behind a token say it apart. */
function actorOf({ actor, person }: AuditRecordView): string {
  const { person: named, token } = readActorName(actor);
  return named === undefined && token !== undefined && person !== undefined
    ? actorName({ person, token })
    : actor;
}

/** The facts of a row in one line, cut where it gets long. */
function detailText(detail: unknown): string {
  const text = Object.entries((detail ?? {}) as Record<string, unknown>)
    .filter(([name]) => !NOT_AGAIN.has(name))
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
  return text.length > MOST_DETAIL ? `${text.slice(0, MOST_DETAIL - 1)}…` : text;
}
