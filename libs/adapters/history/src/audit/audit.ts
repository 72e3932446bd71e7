import type { AuditCheckpoint } from '@archivesmp/contracts/storage';
import { storableJson } from '@archivesmp/contracts/whole-text';
import type { KeyObject } from 'node:crypto';
import { actorName, readActorName } from '@archivesmp/contracts/actor';
import { personOf } from './audit-person.js';
import { contradictionOf, type TrailContradiction } from './audit-checkpoint.js';
import { FIRST_LINK, sealOf } from './audit-seal.js';
import { lockHead, whatIsWrong, type AuditTrailRow, type ChainHead, type SealedRow } from './audit-chain.js';
import { fromJson, present, toIso } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { anchorOf } from './anchor-row.js';
import { readCursor, writeCursor } from '../database/page-cursor.js';
import type { UserRow } from '../account/account.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** One recorded action. `detail` must not contain secrets. */
export interface AuditRecord {
  readonly actor: string;
  /** In the past tense: `baseline.saved`. */
  readonly action: string;
  /** What it was done to: a path, a name, an id. */
  readonly subject: string;
  readonly detail?: object;
  readonly requestId?: string;
}

/** A record of the trail as it was written. */
export interface WrittenAuditRecord extends AuditRecord {
  /** In whose name it was done. */
  readonly person?: string;
  readonly id: string;
  readonly at: Date;
}

/** What `verifyAuditChain` found. `broken` names the first row at which the chain does not hold. */
export interface AuditVerdict {
  /** Rows that are there and hold. */
  readonly rows: number;
  /** Rows for which a signed anchor stands, and the time of the newest of them; left out when none was cut off. */
  readonly cut?: { readonly rows: number; readonly until: string };
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
   * Adds one row. With `sql` it belongs to the caller's transaction; append last there, because every other writer that
   * appends waits until it ends.
   */
  async recordAudit(record: AuditRecord, now: Date, sql?: Sql): Promise<void> {
    await this.database.inTransaction(sql, async (inside) => {
      const head = await lockHead(inside);
      const fields = {
        previous: head.head_hash,
        at: now,
        actor: record.actor,
        action: record.action,
        subject: [...record.subject].slice(0, 512).join(''),
        detail: storableJson(record.detail ?? {}),
        requestId: record.requestId ?? null,
      };
      const hash = sealOf(fields);
      await inside.execute(
        `INSERT INTO config_audit (at, actor, action, subject, detail, request_id, previous_hash, hash, person)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          now,
          fields.actor,
          fields.action,
          fields.subject,
          fields.detail,
          fields.requestId,
          head.head_hash,
          hash,
          shortened(personOf(fields)),
        ],
      );
      await inside.execute(
        'UPDATE audit_chain SET links = links + 1, head_seq = LAST_INSERT_ID(), head_hash = ? WHERE id = 1',
        [hash],
      );
    });
  }

  /**
   * Proves that these rows could be added now, and adds none: for an effect outside the database, which cannot be taken back when its
   * record is refused afterwards.
   * @throws what adding them would throw
   */
  async rehearseAuditRecords(records: readonly AuditRecord[], now: Date): Promise<void> {
    const enough = new Error('rehearsed');
    const rehearsed = this.database.transaction(async (sql) => {
      for (const record of records) await this.recordAudit(record, now, sql);
      throw enough;
    });
    await rehearsed.catch((error: unknown) => {
      if (error !== enough) throw error;
    });
  }

  /**
   * Recomputes the whole chain, from the anchor on when old rows were cut off. What is appended meanwhile is left for the next
   * time.
   * @param keys those that may have signed the anchor
   * @param checkpoints what was noted of the trail outside of the database
   */
  async verifyAuditChain(
    keys: readonly KeyObject[] = [],
    checkpoints: readonly AuditCheckpoint[] = [],
  ): Promise<AuditVerdict> {
    const [head] = await this.database.selectRows<ChainHead>('SELECT * FROM audit_chain WHERE id = 1');
    if (head === undefined)
      return { rows: 0, head: FIRST_LINK, broken: { id: '0', why: 'The head of the chain is gone.' } };
    const anchor = await anchorOf(this.database, keys);
    if ('why' in anchor) return { rows: 0, head: head.head_hash, broken: { id: '0', why: anchor.why } };
    const cut = anchor.links > 0 && { cut: { rows: anchor.links, until: anchor.until } };
    let previous = anchor.hash;
    let rows = 0;
    for (let last = anchor.seq; ;) {
      const chunk = await this.database.selectRows<SealedRow>(
        'SELECT * FROM config_audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
        [last, head.head_seq, CHUNK],
      );
      for (const row of chunk) {
        const why = whatIsWrong(row, previous);
        if (why !== undefined)
          return { rows, ...cut, head: head.head_hash, broken: { id: row.seq, at: toIso(row.at), why } };
        previous = row.hash;
        last = row.seq;
        rows += 1;
      }
      if (chunk.length < CHUNK) break;
    }
    const written = Number(head.links) - anchor.links;
    if (previous === head.head_hash && rows === written) {
      const broken = await this.findContradictedCheckpoint(checkpoints, keys);
      return { rows, ...cut, head: head.head_hash, ...(broken !== undefined && { broken }) };
    }
    const why = `Rows are missing at the end: ${rows} are there, ${written} were written.`;
    return { rows, ...cut, head: head.head_hash, broken: { id: head.head_seq, why } };
  }

  /** Where the trail stands now. */
  async readAuditHead(): Promise<Pick<AuditCheckpoint, 'seq' | 'hash' | 'links'>> {
    const [head] = await this.database.selectRows<ChainHead>('SELECT * FROM audit_chain WHERE id = 1');
    if (head === undefined)
      throw new Error('The head of the audit chain is gone; restore table audit_chain.');
    return { seq: String(head.head_seq), hash: head.head_hash, links: Number(head.links) };
  }

  /** The oldest of these checkpoints that the trail contradicts; the chain itself is not proved by this. */
  async findContradictedCheckpoint(
    checkpoints: readonly AuditCheckpoint[],
    keys: readonly KeyObject[],
  ): Promise<TrailContradiction | undefined> {
    return contradictionOf(this.database, checkpoints, async () => {
      const anchor = await anchorOf(this.database, keys);
      return 'why' in anchor ? '0' : anchor.seq;
    });
  }

  /** Newest first. */
  async listAudit(page: {
    readonly limit: number;
    readonly after?: string;
    /** As it is shown; `token:<label>` finds what was done with this token in any name. */
    readonly actor?: string;
    /** Everything done in this person's name: logged in, or with a token of theirs. */
    readonly person?: string;
    readonly subject?: string;
    readonly action?: string;
    /** Done at this time or later. */
    readonly from?: Date;
    /** Done before this time. */
    readonly until?: Date;
  }): Promise<{ records: WrittenAuditRecord[]; next?: string }> {
    const conditions = ['TRUE'];
    const parameters: unknown[] = [];
    if (page.after !== undefined) {
      conditions.push('seq < ?');
      parameters.push(readCursor(page.after, 1)[0]);
    }
    if (page.actor !== undefined) {
      conditions.push('actor IN (?)');
      parameters.push(await this.namesOf(page.actor));
    }
    for (const column of ['person', 'subject', 'action'] as const) {
      if (page[column] === undefined) continue;
      conditions.push(`${column} = ?`);
      parameters.push(page[column]);
    }
    for (const [time, condition] of [
      [page.from, 'at >= ?'],
      [page.until, 'at < ?'],
    ] as const) {
      if (time === undefined) continue;
      conditions.push(condition);
      parameters.push(time);
    }
    const rows = await this.database.selectRows<AuditTrailRow>(
      `SELECT seq, at, actor, action, subject, detail, request_id, person FROM config_audit
        WHERE ${conditions.join(' AND ')} ORDER BY seq DESC LIMIT ?`,
      [...parameters, page.limit + 1],
    );
    const shown = rows.slice(0, page.limit);
    const end = shown.at(-1);
    const records = shown.map((row) =>
      present({
        id: row.seq,
        at: row.at,
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        person: row.person ?? undefined,
        detail: fromJson<object>(row.detail) ?? {},
        requestId: row.request_id ?? undefined,
      }),
    );
    if (rows.length <= page.limit || end === undefined) return { records };
    return { records, next: writeCursor([end.seq]) };
  }
  /** What this one is called in the trail: a token, in the name of its owner, and as it was called before tokens had owners. */
  private async namesOf(actor: string): Promise<string[]> {
    const { token, person } = readActorName(actor);
    if (token === undefined || person !== undefined) return [actor];
    const people = await this.database.selectRows<StoredRow<UserRow, 'name'>>('SELECT name FROM users');
    return [actor, ...people.map(({ name }) => actorName({ person: name, token }))];
  }
}

/** Names of persons have 64 characters at most; a longer one is none of ours, and its beginning finds it. */
const shortened = (person: string | undefined): string | null =>
  person === undefined ? null : [...person].slice(0, 64).join('');
