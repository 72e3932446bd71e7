import { counted } from '@archivesmp/contracts/counted';
import { randomUUID } from 'node:crypto';
import type { ChangeRequests } from '@archivesmp/artifacts';
import type { PlanView, StoredChangeRequest, ChangeRequest } from '@archivesmp/contracts/plan';
import { Problem } from '@archivesmp/contracts/problem';
import type { History, Plans } from '@archivesmp/history';
import type { HostSettings } from '@archivesmp/service-kit';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import type { IdentifiedRequest } from '../http/required-access.js';
import { mistakesIn } from './change-mistakes.js';
import { planView } from './plan-view.js';

const HOUR_MS = 3_600_000;

/** Records what a caller wants changed; deployment-orchestrator makes the exact plan of it. Nothing is changed by this. */
export class RecordChangeRequest {
  constructor(
    private readonly history: Pick<History, 'transaction'>,
    private readonly plans: Plans,
    private readonly requests: ChangeRequests,
    private readonly audit: AuditTrail,
    private readonly settings: HostSettings,
  ) {}

  /** @throws Problem `request.invalid` when nothing is asked for, or with every mistake in the changes; `resource.conflict`: another number of deletions */
  async recordChangeRequest(
    wanted: StoredChangeRequest,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<PlanView> {
    const { idempotentId } = request;
    const before = idempotentId === undefined ? undefined : await this.plans.getPlan(idempotentId);
    if (before !== undefined) return planView(before);
    const { title, findings = [], deletions = [], changes = [], desired = [], backup, restorePoint } = wanted;
    const asked = findings.length + deletions.length + changes.length + desired.length;
    if (asked === 0 && backup === undefined && restorePoint === undefined)
      throw new Problem(
        'request.invalid',
        'A plan is made from findings, changes, desired states or a backup; name at least one.',
      );
    refuseUnexpectedDeletions(wanted);
    const mistakes = mistakesIn(changes);
    if (mistakes.length > 0)
      throw new Problem('request.invalid', `${counted(mistakes.length, 'mistake')} in the changes.`, {
        errors: mistakes,
      });
    const { plan_hours, approvals, self_approval: selfApproval } = this.settings.deployment;
    const requestId = randomUUID();
    // Values of secrets may be among the changes, so they never reach a row
    await this.requests.storeChangeRequest(requestId, wanted);
    const now = new Date();
    const expiresAt = new Date(now.getTime() + plan_hours * HOUR_MS);
    const backedBy = backup === undefined ? {} : { backup };
    const record = {
      title,
      request: { requestId },
      requestedBy: caller.name,
      ...(caller.person !== undefined && { requestedByUser: caller.person.id }),
      expiresAt,
      approvals,
      selfApproval,
      ...(backup !== undefined && { backupId: backup }),
      isComposed: restorePoint !== undefined,
      ...(idempotentId !== undefined && { id: idempotentId }),
    };
    const detail = {
      title,
      findings: findings.length,
      ...(deletions.length > 0 && { deletions: deletions.length }),
      changes: changes.length,
      desired: desired.length,
      ...backedBy,
      ...(restorePoint !== undefined && { restorePoint }),
    };
    const planId = await this.history.transaction(async (sql) => {
      const made = await this.plans.recordChangeRequest(record, now, sql);
      await this.audit.recordAuditedAction(caller, 'plan.requested', made, request, detail, sql);
      return made;
    });
    return planView((await this.plans.getPlan(planId))!);
  }
}

/** Deleting has its own confirmation: the number of files that the caller expects to go. */
function refuseUnexpectedDeletions({ deletions = [], expectDeletions }: ChangeRequest): void {
  const asked = new Set(deletions).size;
  if (asked === 0 && expectDeletions === undefined) return;
  if (expectDeletions === undefined)
    throw new Problem('request.invalid', 'Deleting files is confirmed by how many you expect to go.', {
      errors: [{ field: 'expectDeletions', message: `is missing; deletions names ${asked}` }],
    });
  if (expectDeletions !== asked)
    throw new Problem(
      'resource.conflict',
      `You expect ${expectDeletions} files to be deleted, and deletions names ${asked}; nothing was planned.`,
    );
}
