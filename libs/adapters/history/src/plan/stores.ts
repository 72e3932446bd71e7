import type { Database } from '../database/database.js';
import { PlanApprovals } from './plan-approvals.js';
import { Plans } from './plans.js';

/** Plans, and what people decided about them. */
export interface PlanStores {
  readonly plans: Plans;
  readonly planApprovals: PlanApprovals;
}

export const planStores = (database: Database): PlanStores => ({
  plans: new Plans(database),
  planApprovals: new PlanApprovals(database),
});
