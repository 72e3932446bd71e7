import type { ContentForms } from '@archivesmp/artifacts';
import type { JobOutcome, QueueCounts } from '@archivesmp/bus';
import type { BackupTotals, InstanceBackup } from '@archivesmp/history';
import { observeJobs, observeQueues, type Metrics } from '@archivesmp/service-kit';

/** Facts of this service; the only place that knows Prometheus. */
export interface BackupFacts {
  jobEnded(outcome: JobOutcome): void;
  instanceEnded(outcome: InstanceBackup): void;
  verified(outcome: 'whole' | 'damaged'): void;
  drilled(outcome: 'whole' | 'damaged'): void;
  pruned(backups: number, contents: number, unreadableManifests: number): void;
  totalsSeen(totals: BackupTotals, withoutBackup: number): void;
  /** Rows that went, by kind of record, and contents. */
  thinnedOut(kind: string, count: number): void;
  /** Stored contents, and those of them that nothing names any more. */
  contentsSeen(stored: number, departing: number): void;
  /** In which form the contents of a kind lie. */
  formsSeen(kind: string, forms: ContentForms): void;
  /** When the audit trail was last noted in the bucket, and how much speaks against the one or the other. */
  checkpointSeen(at: Date | undefined, doubts: number): void;
  /** Rows of each table, as MariaDB estimates them. */
  rowsSeen(rows: ReadonlyMap<string, number>): void;
  /** When operations of a kind last ended well. */
  successSeen(job: string, at: Date | undefined): void;
  queueSeen(counts: QueueCounts): void;
}

/** Declares the metrics of this service; the answer is told the facts. */
export function observeBackups(metrics: Metrics): BackupFacts {
  const names = { context: 'backup', service: 'backup' };
  const jobEnded = observeJobs(metrics, {
    ...names,
    includes: 'taking a backup includes the scan before it',
    buckets: [0.1, 0.5, 1, 5, 15, 60, 180, 600, 1800],
  });
  const queueSeen = observeQueues(metrics, names);
  const plugins = metrics.counter({
    name: 'archivesmp_backup_plugins_total',
    help: 'Plugins that were looked at for a backup: taken, or unchanged since their last one',
    labels: ['outcome'],
  });
  const instances = metrics.counter({
    name: 'archivesmp_backup_instances_total',
    help: 'Instances that were to be backed up: done, or trouble',
    labels: ['outcome'],
  });
  const bytes = metrics.counter({
    name: 'archivesmp_backup_taken_bytes_total',
    help: 'Bytes of the files in backups that were taken; contents that are stored already count as well',
  });
  const verifications = metrics.counter({
    name: 'archivesmp_backup_verifications_total',
    help: 'Backups that were read back: whole or damaged',
    labels: ['outcome'],
  });
  const forms = metrics.gauge({
    name: 'archivesmp_backup_stored_contents',
    help: 'Stored contents by kind and form at the last tidying: encrypted under the current key, an earlier or an unknown one, or plain',
    labels: ['kind', 'state'],
  });
  const checkpoint = metrics.gauge({
    name: 'archivesmp_backup_audit_checkpoint_timestamp_seconds',
    help: 'When it was last noted in the bucket where the audit trail stands',
  });
  // A gauge is 0 until it is set, and nothing may be alarmed by what was not looked at yet
  const doubts = metrics.gauge({
    name: 'archivesmp_backup_audit_doubts',
    help: 'What speaks against the audit trail: it contradicts what was noted of it in the bucket, or a note is not ours or missing',
  });
  const drills = metrics.counter({
    name: 'archivesmp_backup_drills_total',
    help: 'Backups that were restored into a scratch folder: whole or damaged',
    labels: ['outcome'],
  });
  const pruned = metrics.counter({
    name: 'archivesmp_backup_pruned_total',
    help: 'What retention removed: backups, and contents that nothing referred to',
    labels: ['kind'],
  });
  const unreadable = metrics.gauge({
    name: 'archivesmp_backup_unreadable_manifests',
    help: 'Manifests in the bucket that cannot be read, at the last tidying; contents are not removed while there are any',
  });
  const backups = metrics.gauge({
    name: 'archivesmp_backup_backups',
    help: 'Backups in the index: whole when last read back, damaged, or unproved',
    labels: ['state'],
  });
  const size = metrics.gauge({
    name: 'archivesmp_backup_indexed_bytes',
    help: 'Bytes of all files of all backups; the bucket holds each content once',
  });
  const newest = metrics.gauge({
    name: 'archivesmp_backup_newest_timestamp_seconds',
    help: 'When the files of the newest backup were seen',
  });
  const uncovered = metrics.gauge({
    name: 'archivesmp_backup_instances_without',
    help: 'Instances of which there is no backup at all',
  });
  const success = metrics.gauge({
    name: 'archivesmp_backup_last_success_timestamp_seconds',
    help: 'When an operation of this kind last ended well',
    labels: ['queue_job'],
  });
  const thinned = metrics.counter({
    name: 'archivesmp_retention_removed_total',
    help: 'What retention removed: rows by kind of record with all that belonged to them, audit rows behind an anchor, contents',
    labels: ['kind'],
  });
  const contents = metrics.gauge({
    name: 'archivesmp_retention_contents',
    help: 'Stored contents of files at the last tidying: all, and departing ones that nothing names any more',
    labels: ['state'],
  });
  const rows = metrics.gauge({
    name: 'archivesmp_retention_rows',
    help: 'Rows of each table of the database, as MariaDB estimates them',
    labels: ['kind'],
  });
  const seconds = (at: Date): number => at.getTime() / 1_000;
  return {
    checkpointSeen: (at, count) => {
      checkpoint.set(at === undefined ? 0 : at.getTime() / 1_000);
      doubts.set(count);
    },
    formsSeen: (kind, counts) => {
      for (const [state, count] of Object.entries(counts)) forms.set({ kind, state }, count as number);
    },
    jobEnded,
    instanceEnded: (one) => {
      instances.inc({ outcome: one.failure === undefined ? 'done' : 'trouble' });
      plugins.inc({ outcome: 'taken' }, one.taken);
      plugins.inc({ outcome: 'unchanged' }, one.unchanged);
      bytes.inc(one.bytes);
    },
    verified: (outcome) => verifications.inc({ outcome }),
    drilled: (outcome) => drills.inc({ outcome }),
    pruned: (dropped, contents, unreadableManifests) => {
      pruned.inc({ kind: 'backup' }, dropped);
      pruned.inc({ kind: 'content' }, contents);
      unreadable.set(unreadableManifests);
    },
    thinnedOut: (kind, count) => thinned.inc({ kind }, count),
    contentsSeen: (stored, departing) => {
      contents.set({ state: 'all' }, stored);
      contents.set({ state: 'departing' }, departing);
    },
    rowsSeen: (counts) => {
      for (const [kind, count] of counts) rows.set({ kind }, count);
    },
    totalsSeen: (totals, withoutBackup) => {
      backups.set({ state: 'whole' }, totals.verified);
      backups.set({ state: 'damaged' }, totals.damaged);
      backups.set({ state: 'unproved' }, totals.backups - totals.verified - totals.damaged);
      size.set(totals.bytes);
      if (totals.newest !== undefined) newest.set(seconds(totals.newest));
      uncovered.set(withoutBackup);
    },
    successSeen: (job, at) => {
      if (at !== undefined) success.set({ queue_job: job }, seconds(at));
    },
    queueSeen: (counts) => queueSeen('backup', { ...counts }),
  };
}
