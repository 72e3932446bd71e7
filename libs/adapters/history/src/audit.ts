import { FIRST_LINK, sealOf } from './audit-seal.js';
import { fromJson, present, toIso } from './column-text.js';
import type { Database, Sql } from './database.js';
import { readCursor, writeCursor } from './page-cursor.js';

/** One thing somebody did. `detail` must not contain secrets. */
export interface AuditRecord {
  readonly actor: string;
  /** In the past tense: `baseline.saved`. */
  readonly action: string;
  /** What it was done to: a path, a name, an id. */
  readonly subject: string;
  readonly detail?: object;
  readonly requestId?: string;
}

export interface AuditView extends AuditRecord {
  readonly id: string;
  readonly at: string;
}

interface Row {
  seq: string;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  detail: string;
  request_id: string | null;
}

/** What `verify` found. `broken` names the first row at which the chain does not hold. */
export interface AuditVerdict {
  readonly rows: number;
  /** Hash of the newest row: kept elsewhere, it proves that nothing was cut off later. */
  readonly head: string;
  readonly broken?: { readonly id: string; readonly at?: string; readonly why: string };
}

/** Rows read at a time while verifying. */
const CHUNK = 1_000;

/** Who changed what. Rows are added and never changed; each is sealed with the hash of the one before. */
export class Audit {
  constructor(private readonly database: Database) {}

  /**
   * Adds one row. With `sql` it belongs to the caller's transaction; append last there, because everybody else who
   * appends waits until it ends.
   */
  async append(record: AuditRecord, now: Date, sql?: Sql): Promise<void> {
    await this.database.within(sql, async (inside) => {
      const head = await lockHead(inside);
      const fields = {
        previous: head.head_hash,
        at: now,
        actor: record.actor,
        action: record.action,
        subject: [...record.subject].slice(0, 512).join(''),
        detail: JSON.stringify(record.detail ?? {}),
        requestId: record.requestId ?? null,
      };
      const hash = sealOf(fields);
      await inside.run(
        `INSERT INTO config_audit (at, actor, action, subject, detail, request_id, previous_hash, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          now,
          fields.actor,
          fields.action,
          fields.subject,
          fields.detail,
          fields.requestId,
          head.head_hash,
          hash,
        ],
      );
      await inside.run(
        'UPDATE audit_chain SET links = links + 1, head_seq = LAST_INSERT_ID(), head_hash = ? WHERE id = 1',
        [hash],
      );
    });
  }

  /** Recomputes the whole chain. What is appended meanwhile is left for the next time. */
  async verify(): Promise<AuditVerdict> {
    const [head] = await this.database.rows<ChainHead>('SELECT * FROM audit_chain WHERE id = 1');
    if (head === undefined)
      return { rows: 0, head: FIRST_LINK, broken: { id: '0', why: 'The head of the chain is gone.' } };
    let previous = FIRST_LINK;
    let rows = 0;
    for (let last = '0'; ;) {
      const chunk = await this.database.rows<SealedRow>(
        'SELECT * FROM config_audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
        [last, head.head_seq, CHUNK],
      );
      for (const row of chunk) {
        const why = whatIsWrong(row, previous);
        if (why !== undefined)
          return { rows, head: head.head_hash, broken: { id: row.seq, at: toIso(row.at), why } };
        previous = row.hash;
        last = row.seq;
        rows += 1;
      }
      if (chunk.length < CHUNK) break;
    }
    if (previous === head.head_hash && rows === Number(head.links)) return { rows, head: head.head_hash };
    const why = `Rows are missing at the end: ${rows} are there, ${head.links} were written.`;
    return { rows, head: head.head_hash, broken: { id: head.head_seq, why } };
  }

  /** Newest first. */
  async listAudit(page: {
    readonly limit: number;
    readonly after?: string;
    readonly actor?: string;
    readonly subject?: string;
    readonly action?: string;
  }): Promise<{ records: AuditView[]; next?: string }> {
    const conditions = ['TRUE'];
    const parameters: unknown[] = [];
    if (page.after !== undefined) {
      conditions.push('seq < ?');
      parameters.push(readCursor(page.after, 1)[0]);
    }
    for (const column of ['actor', 'subject', 'action'] as const) {
      if (page[column] === undefined) continue;
      conditions.push(`${column} = ?`);
      parameters.push(page[column]);
    }
    const rows = await this.database.rows<Row>(
      `SELECT seq, at, actor, action, subject, detail, request_id FROM config_audit
        WHERE ${conditions.join(' AND ')} ORDER BY seq DESC LIMIT ?`,
      [...parameters, page.limit + 1],
    );
    const shown = rows.slice(0, page.limit);
    const end = shown.at(-1);
    const records = shown.map((row) =>
      present({
        id: row.seq,
        at: toIso(row.at),
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        detail: fromJson<object>(row.detail) ?? {},
        requestId: row.request_id ?? undefined,
      }),
    );
    if (rows.length <= page.limit || end === undefined) return { records };
    return { records, next: writeCursor([end.seq]) };
  }
}

interface ChainHead {
  links: string;
  head_seq: string;
  head_hash: string;
}

interface SealedRow extends Row {
  previous_hash: string;
  hash: string;
}

async function lockHead(sql: Sql): Promise<ChainHead> {
  const [head] = await sql.rows<ChainHead>('SELECT * FROM audit_chain WHERE id = 1 FOR UPDATE');
  if (head === undefined)
    throw new Error('The head of the audit chain is gone; restore table audit_chain from a backup.');
  return head;
}

function whatIsWrong(row: SealedRow, previous: string): string | undefined {
  if (row.previous_hash !== previous)
    return 'It does not follow the row before it: a row was taken out, put in or replaced there.';
  const { at, actor, action, subject, detail } = row;
  const seal = sealOf({ previous, at, actor, action, subject, detail, requestId: row.request_id });
  return seal === row.hash ? undefined : 'Its contents were changed after it was written.';
}
