import type { PlanView } from '@archivesmp/api-client';

/** An open plan of mia's with one change, as a hub gives it. */
export const planView = (more: Partial<PlanView> & Pick<PlanView, 'id' | 'hash'>): PlanView => ({
  title: 'as everywhere',
  state: 'open',
  createdBy: 'mia',
  createdAt: '2026-11-21T09:00:00.000Z',
  expiresAt: '2026-11-22T09:00:00.000Z',
  needs: 1,
  selfApproval: false,
  given: 0,
  approvals: [],
  instances: 1,
  files: 1,
  restarts: 1,
  plan: { waves: [], refusals: [] },
  ...more,
});
