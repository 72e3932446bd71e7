import type { RecordKind } from '@archivesmp/retention';

/** What keeps a table from growing for ever: a kind of record that retention thins out, or the reason why it has an end. */
export type Growth = RecordKind | 'audit' | 'backup' | { readonly bounded: string };

/** Every table has an entry; a test fails for one that has not. */
export const TABLE_GROWTH: Readonly<Record<string, Growth>> = {
  hosts: { bounded: 'one row for each host that there ever was' },
  heartbeats: { bounded: 'one row for each host whose agent ever spoke' },
  instances: { bounded: 'one row for each instance that there ever was' },
  plugins_seen: { bounded: 'what is on the instances now; of gone ones it goes with their files' },
  config_files: { bounded: 'what is on the instances now; of gone ones it goes after a while' },
  outliers: { bounded: 'what differs now' },
  instance_metrics: 'measurement',
  drift_scans: 'scan',
  scan_instances: 'scan',
  findings: 'finding',
  finding_changes: 'finding-change',
  finding_reviews: 'finding',
  operations: 'operation',
  outbox: 'job',
  config_audit: 'audit',
  audit_chain: { bounded: 'one row' },
  audit_anchor: { bounded: 'one row' },
  work_clock: { bounded: 'one row' },
  write_probe: { bounded: 'one row' },
  settings: { bounded: 'one row for each setting' },
  users: { bounded: 'one row for each person that there ever was' },
  api_tokens: 'token',
  sessions: 'session',
  plans: 'plan',
  plan_approvals: 'plan',
  deployments: 'deployment',
  deployment_instances: 'deployment',
  deployment_steps: 'deployment',
  agent_orders: 'deployment',
  inspections: 'inspection',
  instance_leases: { bounded: 'one row for each instance' },
  holds: 'hold',
  restart_marks: { bounded: 'what waits for a restart now' },
  local_actions: { bounded: 'what was reported within 90 days; older rows go when the next is recorded' },
  backups: 'backup',
  backup_files: 'backup',
  idempotency_keys: 'request',
  baseline_changes: {
    bounded: 'one row for each change that a person made to a baseline: history that is never thinned out',
  },
  departing_contents: { bounded: 'contents on their way out; a removed one is remembered for a day' },
};
