import { randomUUID } from 'node:crypto';
import { PlanRequests } from '@archivesmp/artifacts';
import type { PlanView, RequestPlan } from '@archivesmp/contracts/deployment';
import { Problem } from '@archivesmp/contracts/problem';
import { Plans } from '@archivesmp/history';
import type { HostSettings } from '@archivesmp/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditTrail } from '../access/audit-trail.js';
import type { Caller } from '../access/caller.js';
import { SETTINGS } from '../web-api.tokens.js';

const HOUR_MS = 3_600_000;

/** Records what somebody wants changed; deployment-orchestrator makes the exact plan of it. Nothing is changed by this. */
@Injectable()
export class RequestPlanUseCase {
  constructor(
    @Inject(Plans) private readonly plans: Plans,
    @Inject(PlanRequests) private readonly requests: PlanRequests,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(SETTINGS) private readonly settings: HostSettings,
  ) {}

  /** @throws Problem `request.invalid` when nothing is asked for */
  async run(wanted: RequestPlan, caller: Caller, request: FastifyRequest): Promise<PlanView> {
    const { title, findings = [], changes = [], backup } = wanted;
    if (findings.length === 0 && changes.length === 0 && backup === undefined)
      throw new Problem(
        'request.invalid',
        'A plan is made from findings, changes or a backup; name at least one.',
      );
    const { plan_hours, approvals, self_approval: selfApproval } = this.settings.deployment;
    const requestId = randomUUID();
    // because: values of secrets may be among the changes, so they never reach a row
    await this.requests.write(requestId, wanted);
    const now = new Date();
    const expiresAt = new Date(now.getTime() + plan_hours * HOUR_MS);
    const planId = await this.plans.requestPlan(
      {
        title,
        request: { requestId },
        requestedBy: caller.name,
        expiresAt,
        approvals,
        selfApproval,
        ...(backup !== undefined && { backupId: backup }),
      },
      now,
    );
    await this.audit.note(caller, 'plan.requested', planId, request, {
      title,
      findings: findings.length,
      changes: changes.length,
      ...(backup !== undefined && { backup }),
    });
    return (await this.plans.getPlan(planId))!;
  }
}
