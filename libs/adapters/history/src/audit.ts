import { fromJson, present, toIso } from './column-text.js';
import type { Database } from './database.js';
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

/** Who changed what. Rows are added and never changed. */
export class Audit {
  constructor(private readonly database: Database) {}

  async append(record: AuditRecord, now: Date): Promise<void> {
    await this.database.run(
      'INSERT INTO config_audit (at, actor, action, subject, detail, request_id) VALUES (?, ?, ?, ?, ?, ?)',
      [
        now,
        record.actor,
        record.action,
        record.subject.slice(0, 512),
        JSON.stringify(record.detail ?? {}),
        record.requestId ?? null,
      ],
    );
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
