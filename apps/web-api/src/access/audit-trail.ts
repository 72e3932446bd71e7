import { Audit, type Sql } from '@archivesmp/history';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';

/** Writes who did what from where. A change that cannot be recorded fails, so that none is unrecorded. */
@Injectable()
export class AuditTrail {
  constructor(@Inject(Audit) private readonly audit: Audit) {}

  /**
   * `action` in the past tense (`baseline.saved`); `detail` without secrets. With `sql` the row belongs to the transaction of the
   * effect, so that there is never one without the other; note last there.
   */
  async note(
    who: Pick<Caller, 'name' | 'via' | 'person'> | { name: string; via: 'nobody' },
    action: string,
    subject: string,
    request: FastifyRequest,
    detail: object = {},
    sql?: Sql,
  ): Promise<void> {
    await this.audit.append(
      {
        actor: who.name,
        action,
        subject,
        detail: { ...detail, via: who.via, ip: request.ip, ...personOf(who) },
        requestId: request.id,
      },
      new Date(),
      sql,
    );
  }
}

/** In whose name a token acted; of a login the actor says it. */
const personOf = (who: Partial<Pick<Caller, 'via' | 'person'>> | { via: 'nobody' }): { person?: string } =>
  who.via === 'token' && who.person !== undefined ? { person: who.person.name } : {};
