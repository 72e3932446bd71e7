import type { AmpCallReport } from '@archivesmp/amp';
import type { JobOutcome, QueueCounts } from '@archivesmp/bus';
import { SEVERITIES } from '@archivesmp/contracts/vocabulary';
import { observeJobs, observeQueues, type Metrics } from '@archivesmp/service-kit';

/** What a completed scan amounts to, for metrics. */
export interface ScanTotals {
  readonly state: string;
  readonly seconds: number;
  readonly openFindings: number;
  /** Left out: no instance was scanned. */
  readonly outliers?: number;
}

/** Facts of this service; the only place that knows Prometheus. */
export interface DriftFacts {
  jobEnded(outcome: JobOutcome): void;
  scanCompleted(totals: ScanTotals): void;
  /** How much differs now, by severity. */
  findingsSeen(counts: ReadonlyMap<string, number>): void;
  /** `whole`: it answered, and for all of its machines. */
  panelAnswered(host: string, whole: boolean): void;
  panelCalled(host: string, call: AmpCallReport): void;
  /** Instances that each host claims in vain. */
  claimsSeen(counts: ReadonlyMap<string, number>): void;
  outboxSeen(open: number, oldest: Date | undefined, now: Date): void;
  queueSeen(counts: QueueCounts): void;
  /** How many baselines in the bucket were changed past the hub. */
  objectsRefused(count: number): void;
}

/** Declares the metrics of this service; the answer is told the facts. */
export function observeDrift(metrics: Metrics): DriftFacts {
  const names = { context: 'drift', service: 'drift-analysis' };
  const jobEnded = observeJobs(metrics, names);
  const queueSeen = observeQueues(metrics, names);
  const scans = metrics.counter({
    name: 'archivesmp_drift_scans_total',
    help: 'Scans that ended, by state',
    labels: ['state'],
  });
  const scanSeconds = metrics.histogram({
    name: 'archivesmp_drift_scan_duration_seconds',
    help: 'From the request of a scan to its end',
    buckets: [1, 2.5, 5, 10, 30, 60, 120, 300, 600],
  });
  const findings = metrics.gauge({
    name: 'archivesmp_drift_open_findings',
    help: 'What differs now on all instances and may not, by severity, as the pages count it',
    labels: ['severity'],
  });
  const outliers = metrics.gauge({
    name: 'archivesmp_drift_outliers',
    help: 'Outliers after the last scan, within its scope',
  });
  const lastScan = metrics.gauge({
    name: 'archivesmp_drift_last_scan_timestamp_seconds',
    help: 'When the last scan ended',
  });
  const panelUp = metrics.gauge({
    name: 'archivesmp_drift_panel_up',
    help: '1 while the AMP panel of a host answers for all of its machines, else 0',
    labels: ['host'],
  });
  const panelCalls = metrics.counter({
    name: 'archivesmp_drift_panel_calls_total',
    help: 'Calls to AMP panels, by outcome',
    labels: ['host', 'outcome'],
  });
  const claims = metrics.gauge({
    name: 'archivesmp_drift_refused_claims',
    help: 'Instances that a host claims and that belong to another one, or that are too many; nothing moves by it',
    labels: ['host'],
  });
  const outboxOpen = metrics.gauge({
    name: 'archivesmp_drift_outbox',
    help: 'Committed jobs whose effect is not committed yet',
  });
  const outboxAge = metrics.gauge({
    name: 'archivesmp_drift_outbox_oldest_seconds',
    help: 'Age of the oldest of them',
  });
  const refused = metrics.gauge({
    name: 'archivesmp_drift_refused_objects',
    help: 'Baselines and deviations.yml in the bucket that were put, changed or removed past the hub, at the last scan',
  });
  return {
    jobEnded,
    objectsRefused: (count) => refused.set(count),
    scanCompleted: (totals) => {
      scans.inc({ state: totals.state });
      scanSeconds.observe(totals.seconds);
      if (totals.outliers !== undefined) outliers.set(totals.outliers);
      lastScan.setToCurrentTime();
    },
    findingsSeen: (counts) => {
      for (const severity of SEVERITIES) findings.set({ severity }, counts.get(severity) ?? 0);
    },
    panelAnswered: (host, whole) => panelUp.set({ host }, whole ? 1 : 0),
    panelCalled: (host, { outcome }) => panelCalls.inc({ host, outcome }),
    claimsSeen: (counts) => {
      claims.reset();
      for (const [host, count] of counts) claims.set({ host }, count);
    },
    outboxSeen: (open, oldest, now) => {
      outboxOpen.set(open);
      outboxAge.set(oldest === undefined ? 0 : (now.getTime() - oldest.getTime()) / 1_000);
    },
    queueSeen: (counts) => queueSeen('drift', { ...counts }),
  };
}
