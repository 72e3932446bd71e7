import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { locateBinary } from '@archivesmp/private-services';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const RULES = path.resolve(import.meta.dirname, '../../../docs/monitoring/alerts.yml');
const promtool = locateBinary('promtool');
const FIRING = 'count by (alertname) (ALERTS{alertstate="firing"})';

/** What one alert waits for: series as promtool writes them (one value a minute, or one in ten for what lasts a day), when it fires, and until when it must not. */
interface Case {
  readonly series: Readonly<Record<string, string>>;
  readonly fires: string;
  readonly quiet: string;
  /** The same, nearly: never a reason to wake somebody. */
  readonly sound?: Readonly<Record<string, string>>;
}

const ONE_503 =
  'archivesmp_http_request_duration_seconds_count{status="503",app="hub",instance="hub",route="/health/ready"}';
const state = (name: string, value: string): string =>
  `archivesmp_deployment_instances_total{state="${value}",app="${name}"}`;
const born = { fires: '12m', quiet: '4m' };
const CASES: Readonly<Record<string, Case>> = {
  HubDown: {
    series: { 'up{job="archivesmp",instance="hub"}': '0x10' },
    fires: '3m',
    quiet: '1m',
    sound: { 'up{job="archivesmp",instance="hub"}': '1x5 0 1x20' },
  },
  HubNotReady: {
    series: { [ONE_503]: '0+4x20' },
    fires: '10m',
    quiet: '3m',
    sound: { [ONE_503]: '0x5 1x30' },
  },
  ClearTextPermitted: {
    series: { 'archivesmp_clear_text_connections{app="hub",instance="hub"}': '0x5 1x90' },
    fires: '75m',
    quiet: '40m',
  },
  CertificateEndsSoon: {
    // promtool begins at second 0: what ends within 14 days of it ends soon
    series: {
      'archivesmp_http_certificate_expires_timestamp_seconds{app="hub",instance="hub"}': '864000x90',
    },
    fires: '75m',
    quiet: '40m',
    // a service without TLS of its own, and a certificate that lasts
    sound: {
      'archivesmp_http_certificate_expires_timestamp_seconds{app="hub",instance="hub"}': '0x90',
      'archivesmp_http_certificate_expires_timestamp_seconds{app="hub",instance="two"}': '8640000x90',
    },
  },
  DependencyDown: {
    series: { 'archivesmp_dependency_up{app="hub",instance="hub",dependency="redis"}': '1x2 0x10' },
    fires: '6m',
    quiet: '3m',
  },
  OutboxStuck: {
    series: { 'archivesmp_drift_outbox_oldest_seconds{instance="hub"}': '100 200+60x20' },
    fires: '10m',
    quiet: '4m',
    sound: { 'archivesmp_drift_outbox_oldest_seconds{instance="hub"}': '0x5 130 0x20' },
  },
  ScanQueueGrows: {
    series: { 'archivesmp_drift_queue_jobs{state="waiting",queue="drift"}': '0+10x60' },
    fires: '40m',
    quiet: '10m',
    sound: { 'archivesmp_drift_queue_jobs{state="waiting",queue="drift"}': '600-10x60' },
  },
  DeploymentQueueGrows: {
    series: { 'archivesmp_deployment_queue_jobs{state="waiting",queue="deployment"}': '0+10x60' },
    fires: '40m',
    quiet: '10m',
  },
  BackupQueueGrows: {
    series: { 'archivesmp_backup_queue_jobs{state="waiting",queue="backup"}': '0+10x60' },
    fires: '40m',
    quiet: '10m',
  },
  AgentAway: {
    series: { 'archivesmp_agent_up{host="ovh",app="hub"}': '0x20' },
    fires: '8m',
    quiet: '3m',
    sound: { 'archivesmp_agent_up{host="ovh",app="hub"}': '1x3 0x2 1x20' },
  },
  InstanceClaimed: {
    series: { 'archivesmp_drift_refused_claims{host="ovh"}': '0x5 2x10' },
    fires: '8m',
    quiet: '3m',
  },
  AgentClockOff: {
    series: { 'archivesmp_agent_clock_skew_seconds{host="ovh"}': '-45x20' },
    fires: '8m',
    quiet: '3m',
    sound: { 'archivesmp_agent_clock_skew_seconds{host="ovh"}': '-20x20' },
  },
  AgentLosesHub: {
    series: { 'archivesmp_agent_hub_reachable{instance="ovh"}': '0x20' },
    fires: '8m',
    quiet: '3m',
  },
  OrderRefused: {
    series: {
      'archivesmp_agent_orders_total{kind="bad_signature",outcome="refused",instance="ovh"}': '_x10 1x10',
    },
    ...born,
    sound: {
      'archivesmp_agent_orders_total{kind="stale_fence",outcome="refused",instance="ovh"}': '_x5 1x20',
    },
  },
  AgentRefusedJob: {
    series: { 'archivesmp_results_refused_jobs_total{host="ovh",kind="unsigned",app="hub"}': '_x10 1x10' },
    ...born,
  },
  HubRefusedJob: {
    series: { 'archivesmp_deployment_refused_jobs_total{app="hub",instance="hub"}': '_x10 1x10' },
    ...born,
  },
  ScanTooOld: {
    series: { archivesmp_drift_last_scan_timestamp_seconds: '1x200' },
    fires: '130m',
    quiet: '100m',
  },
  NoScanSinceStart: {
    series: { archivesmp_drift_last_scan_timestamp_seconds: '0x200' },
    fires: '125m',
    quiet: '100m',
  },
  ScansPartial: {
    series: { 'archivesmp_drift_scans_total{state="partial"}': '0+1x60' },
    fires: '30m',
    quiet: '1m',
    sound: { 'archivesmp_drift_scans_total{state="completed"}': '0+1x60' },
  },
  InstanceStuck: { series: { [state('hub', 'stuck')]: '_x10 1x10' }, ...born },
  InstanceUnwell: { series: { [state('hub', 'unwell')]: '_x10 1x10' }, ...born },
  InstanceRolledBack: {
    series: { [state('hub', 'rolled-back')]: '_x10 1x10' },
    ...born,
    sound: { [state('hub', 'succeeded')]: '0+1x20' },
  },
  BackupDamaged: {
    series: { 'archivesmp_backup_backups{state="damaged"}': '1x20' },
    fires: '8m',
    quiet: '3m',
    sound: { 'archivesmp_backup_backups{state="whole"}': '9x20' },
  },
  BaselinesChangedPastTheHub: {
    series: { archivesmp_drift_refused_objects: '1x20' },
    fires: '8m',
    quiet: '3m',
  },
  AuditTrailRewritten: {
    series: { archivesmp_backup_audit_doubts: '1x30' },
    fires: '15m',
    quiet: '8m',
    // nothing looked at yet, or no storage.key
    sound: { archivesmp_backup_audit_doubts: '0x60' },
  },
  AuditTrailNotNoted: {
    series: { archivesmp_backup_audit_checkpoint_timestamp_seconds: '1x300' },
    fires: '210m',
    quiet: '175m',
    // never noted, because there is no storage.key
    sound: { archivesmp_backup_audit_checkpoint_timestamp_seconds: '0x300' },
  },
  ContentsUnderUnknownKey: {
    series: { 'archivesmp_backup_stored_contents{kind="backups",state="unknown"}': '7x20' },
    fires: '8m',
    quiet: '3m',
    sound: {
      'archivesmp_backup_stored_contents{kind="backups",state="unknown"}': '0x60',
      'archivesmp_backup_stored_contents{kind="backups",state="plain"}': '9x60',
    },
  },
  BackupManifestsUnreadable: {
    series: { archivesmp_backup_unreadable_manifests: '1x20' },
    fires: '8m',
    quiet: '3m',
  },
  BackupTooOld: {
    series: { 'archivesmp_backup_last_success_timestamp_seconds{queue_job="backup.take"}': '1x300' },
    fires: '2910m',
    quiet: '2800m',
  },
  InstancesWithoutBackup: {
    series: { archivesmp_backup_instances_without: '2x160' },
    fires: '1510m',
    quiet: '1440m',
  },
};

describe.skipIf(promtool === undefined)('docs/monitoring/alerts.yml, asked of Prometheus itself', () => {
  it('is valid', () => {
    expect(
      execFileSync(promtool!, ['check', 'rules', '--lint=all', '--lint-fatal', RULES], { encoding: 'utf8' }),
    ).toMatch(/SUCCESS/);
  });

  it('has a case for every alert', () => {
    const { groups } = parse(readFileSync(RULES, 'utf8')) as { groups: { rules: { alert: string }[] }[] };
    const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
    expect(Object.keys(CASES).sort()).toEqual([...alerts].sort());
  });

  const LASTS_A_DAY = ['BackupTooOld', 'InstancesWithoutBackup'];
  it.each([
    ['1m', Object.keys(CASES).filter((alert) => !LASTS_A_DAY.includes(alert))],
    ['10m', LASTS_A_DAY],
  ])(
    'fires each alert in its case, alone, and not before or for less (a look every %s)',
    (interval, alerts) => {
      const tests = alerts.flatMap((alert) => {
        const { series, fires, quiet, sound } = CASES[alert]!;
        const silence = [5, 10, 20, 40].map((minute) => ({
          expr: FIRING,
          eval_time: `${minute}m`,
          exp_samples: [],
        }));
        return [
          aTest(interval, series, [
            { expr: FIRING, eval_time: quiet, exp_samples: [] },
            { expr: FIRING, eval_time: fires, exp_samples: [{ labels: `{alertname="${alert}"}`, value: 1 }] },
          ]),
          ...(sound === undefined ? [] : [aTest(interval, sound, silence)]),
        ];
      });
      const dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-alerts-'));
      try {
        const file = path.join(dir, 'cases.json');
        writeFileSync(file, JSON.stringify({ rule_files: [RULES], evaluation_interval: interval, tests }));
        const { status, stdout, stderr } = spawnSync(promtool!, ['test', 'rules', file], {
          encoding: 'utf8',
        });
        expect(stderr + (status === 0 ? '' : stdout)).toBe('');
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    },
  );
});

const aTest = (
  interval: string,
  series: Readonly<Record<string, string>>,
  promql_expr_test: object[],
): object => ({
  interval,
  input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
  promql_expr_test,
});
