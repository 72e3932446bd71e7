import type { PlanView } from '@archivesmp/contracts/plan';
import type { PlanRecord } from '@archivesmp/history';
import { isoTimes } from '../http/iso-times.js';

/** A plan as the API lists it; what is in it comes from its text. */
export const planView = (plan: PlanRecord): PlanView => ({
  ...isoTimes(plan, 'createdAt', 'expiresAt'),
  approvals: plan.approvals.map((approval) => isoTimes(approval, 'at')),
});
