import type { Audit, Sql } from '@archivesmp/history';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';

/** One thing to note: `action` in the past tense (`baseline.saved`); `detail` without secrets. */
export interface AuditNote {
  readonly action: string;
  readonly subject: string;
  readonly detail?: object;
}

type Who = Pick<Caller, 'name' | 'via' | 'person'> | { name: string; via: 'nobody' };

/** Writes who did what from where. A change that cannot be recorded fails, so that none is unrecorded. */
export class AuditTrail {
  constructor(private readonly audit: Audit) {}

  /**
   * `action` in the past tense (`baseline.saved`); `detail` without secrets. With `sql` the row belongs to the transaction of the
   * effect, so that there is never one without the other; record it last there.
   */
  async recordAuditedAction(
    who: Who,
    action: string,
    subject: string,
    request: FastifyRequest,
    detail: object = {},
    sql?: Sql,
  ): Promise<void> {
    await this.audit.recordAudit(recordOf(who, { action, subject, detail }, request), new Date(), sql);
  }

  /**
   * Proves that these could be noted now. To be asked before an effect that no transaction takes back, such as one in S3.
   * @throws what `recordAuditedAction` would throw
   */
  async rehearse(who: Who, notes: readonly AuditNote[], request: FastifyRequest): Promise<void> {
    const records = notes.map((note) => recordOf(who, note, request));
    await this.audit.rehearseAuditRecords(records, new Date());
  }
}

const recordOf = (who: Who, { action, subject, detail = {} }: AuditNote, request: FastifyRequest) => ({
  actor: who.name,
  action,
  subject,
  detail: { ...detail, via: who.via, ip: request.ip, ...personOf(who) },
  requestId: request.id,
});

/** In whose name a token acted; of a login the actor says it. */
const personOf = (who: Partial<Pick<Caller, 'via' | 'person'>> | { via: 'nobody' }): { person?: string } =>
  who.via === 'token' && who.person !== undefined ? { person: who.person.name } : {};
