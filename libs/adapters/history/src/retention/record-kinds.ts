import {
  finalStates,
  LIVE_DEPLOYMENT_STATES,
  PLAN_TRANSITIONS,
} from '@archivesmp/contracts/deployment-states';
import type { RecordKind } from '@archivesmp/retention';

/** How records of a kind are found, what would miss them, and what goes with them. Everything here is our own text, never input. */
export interface KindOfRecord {
  readonly table: string;
  /** Left out: nothing ever needs one that is over, so that its age alone decides. */
  readonly id?: string;
  /** Column or expression: since when it is over; NULL while it is not. */
  readonly overAt: string;
  /** Only these rows are of the kind. */
  readonly where?: string;
  /** Expression: what would miss the row, or NULL. */
  readonly neededBy?: string;
  /** Rows of other tables that go first, by the id. */
  readonly parts?: readonly { readonly table: string; readonly column: string }[];
  /** false: the row itself stays, only its parts go. */
  readonly isRemoved?: boolean;
  /** Records judged and removed in one transaction. */
  readonly batch: number;
}

const listed = (states: readonly string[]): string => states.map((state) => `'${state}'`).join(', ');

const LIVE_DEPLOYMENT = listed(LIVE_DEPLOYMENT_STATES);
const OVER_PLAN = listed(finalStates(PLAN_TRANSITIONS));
const OF_PLAN = 'deployments.plan_id = plans.id OR deployments.id = plans.deployment_id';

export const KINDS_OF_RECORDS: Readonly<Record<RecordKind, KindOfRecord>> = {
  scan: {
    table: 'drift_scans',
    id: 'id',
    overAt: 'finished_at',
    neededBy: `(SELECT 'an instance: one of its last two scans' FROM
       (SELECT scan_id, ROW_NUMBER() OVER (PARTITION BY instance_id ORDER BY finished_at DESC, scan_id) AS place
          FROM scan_instances WHERE state = 'scanned') newest
       WHERE newest.scan_id = drift_scans.id AND newest.place <= 2 LIMIT 1)`,
    parts: [{ table: 'scan_instances', column: 'scan_id' }],
    batch: 50,
  },
  operation: {
    table: 'operations',
    id: 'id',
    overAt: 'finished_at',
    // The clock reads from the newest when the next is due, and the metrics when one last ended well
    neededBy: `(SELECT 'the clock: the newest of its kind' FROM
       (SELECT id, ROW_NUMBER() OVER (PARTITION BY kind, requested_by ORDER BY requested_at DESC, id DESC) AS place,
               ROW_NUMBER() OVER (PARTITION BY kind, state ORDER BY requested_at DESC, id DESC) AS of_state
          FROM operations) newest
       WHERE newest.id = operations.id AND (newest.place = 1 OR newest.of_state = 1) LIMIT 1)`,
    batch: 500,
  },
  inspection: {
    table: 'inspections',
    id: 'id',
    overAt: 'requested_at',
    neededBy: `(SELECT CONCAT('deployment ', deployments.id) FROM deployments WHERE deployments.id = inspections.deployment_id
       AND (deployments.state IN (${LIVE_DEPLOYMENT}) OR NOT EXISTS (SELECT 1 FROM inspections newer
         WHERE newer.deployment_id = inspections.deployment_id AND newer.instance_id = inspections.instance_id
           AND newer.report IS NOT NULL AND newer.requested_at > inspections.requested_at)) LIMIT 1)`,
    batch: 200,
  },
  'unused-plan': {
    table: 'plans',
    id: 'id',
    overAt: 'changed_at',
    where: `state IN (${OVER_PLAN})`,
    neededBy: `COALESCE((SELECT CONCAT('deployment ', deployments.id) FROM deployments WHERE ${OF_PLAN} LIMIT 1),
       (SELECT CONCAT('the decision of ', plan_approvals.decided_by) FROM plan_approvals
         WHERE plan_approvals.plan_id = plans.id LIMIT 1))`,
    batch: 50,
  },
  plan: {
    table: 'plans',
    id: 'id',
    overAt: 'changed_at',
    where: `state IN (${OVER_PLAN})`,
    neededBy: `(SELECT CONCAT('deployment ', deployments.id) FROM deployments WHERE ${OF_PLAN} LIMIT 1)`,
    parts: [{ table: 'plan_approvals', column: 'plan_id' }],
    batch: 50,
  },
  deployment: {
    table: 'deployments',
    id: 'id',
    overAt: 'finished_at',
    neededBy: `(SELECT CONCAT('deployment ', later.id, ', which takes it back') FROM deployments later
       WHERE later.undoes_id = deployments.id LIMIT 1)`,
    parts: [
      { table: 'agent_orders', column: 'deployment_id' },
      { table: 'inspections', column: 'deployment_id' },
      { table: 'deployment_steps', column: 'deployment_id' },
      { table: 'deployment_instances', column: 'deployment_id' },
    ],
    batch: 50,
  },
  finding: {
    table: 'findings',
    id: 'id',
    overAt: 'resolved_at',
    where: 'is_open = 0',
    parts: [
      { table: 'finding_reviews', column: 'finding_id' },
      { table: 'finding_changes', column: 'finding_id' },
    ],
    batch: 500,
  },
  'finding-change': {
    table: 'finding_changes',
    id: 'seq',
    overAt: 'at',
    // How an open finding came to be what it is stays known as long as it is open
    neededBy: `(SELECT CONCAT('finding ', findings.id) FROM findings WHERE findings.id = finding_changes.finding_id
       AND findings.is_open = 1 AND (SELECT COUNT(*) FROM finding_changes newer
         WHERE newer.finding_id = finding_changes.finding_id AND newer.seq > finding_changes.seq) < 2 LIMIT 1)`,
    batch: 1_000,
  },
  hold: {
    table: 'holds',
    id: 'id',
    overAt: 'COALESCE(lifted_at, until_at)',
    batch: 500,
  },
  token: {
    table: 'api_tokens',
    id: 'id',
    overAt: 'LEAST(COALESCE(revoked_at, expires_at), expires_at)',
    batch: 500,
  },
  'gone-instance': {
    table: 'instances',
    id: 'id',
    overAt: 'gone_at',
    where: 'EXISTS (SELECT 1 FROM config_files WHERE config_files.instance_id = instances.id)',
    neededBy: `(SELECT CONCAT('deployment ', deployments.id) FROM deployment_instances line
       JOIN deployments ON deployments.id = line.deployment_id AND deployments.state IN (${LIVE_DEPLOYMENT})
       WHERE line.instance_id = instances.id LIMIT 1)`,
    parts: [
      { table: 'config_files', column: 'instance_id' },
      { table: 'plugins_seen', column: 'instance_id' },
      { table: 'outliers', column: 'instance_id' },
    ],
    isRemoved: false,
    batch: 5,
  },
  job: {
    table: 'outbox',
    id: 'seq',
    overAt: 'done_at',
    // How many jobs an operation has and how many of them are done is counted here until it ends
    neededBy: `(SELECT CONCAT('operation ', operations.id) FROM operations
       WHERE operations.id = outbox.subject_id AND operations.finished_at IS NULL LIMIT 1)`,
    batch: 2_000,
  },
  session: { table: 'sessions', overAt: 'expires_at', batch: 2_000 },
  request: { table: 'idempotency_keys', overAt: 'expires_at', batch: 2_000 },
  measurement: { table: 'instance_metrics', overAt: 'period_start', batch: 5_000 },
};
