import type { BaselineLocation } from '@archivesmp/history';
import type { BaselineRevisionView } from '@archivesmp/contracts/baseline-history';
import { Problem } from '@archivesmp/contracts/problem';
import type { FastifyRequest } from 'fastify';
import type { Precondition } from '@archivesmp/artifacts';
import type { Caller } from '../http/caller.js';
import type { ChangeBaselines } from './change-baselines.js';

/** Takes a file out of the baseline. Nothing is changed on any server, and what it was stays readable and can be restored. */
export class DeleteBaseline {
  constructor(private readonly changes: ChangeBaselines) {}

  /** @throws Problem `baseline.precondition-required`, `baseline.revision-mismatch`, `request.invalid`, `resource.busy` */
  async deleteBaseline(
    location: BaselineLocation,
    when: Precondition,
    reason: string | undefined,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<BaselineRevisionView> {
    if (!('ifRevision' in when))
      throw new Problem(
        'baseline.precondition-required',
        'Say with If-Match which revision you want deleted.',
      );
    const details = { change: 'deleted' as const, ...(reason !== undefined && { reason }) };
    return this.changes.changeBaseline({ location, when, ...details }, caller, request);
  }
}
