import type { OutlierView } from '@archivesmp/contracts/outlier';
import type { ScanView } from '@archivesmp/contracts/scan';
import { SEVERITIES } from '@archivesmp/contracts/vocabulary';
import type { HubClient } from './hub-client.js';

const SHOWN = 3;

/** How the fleet stands after a scan, for people (`lines`) and for programs (the rest). */
export interface FleetSummary {
  scan: string;
  state: string;
  instances: number;
  files: number;
  unreadable: number;
  findings: Record<string, number>;
  outliers: number;
  /** Every file that a scan could not read or understand. */
  unreadableFiles: { instance: string; file: string; reason: string }[];
  lines: string[];
}

export async function fleetSummary(hub: HubClient, scan: ScanView): Promise<FleetSummary> {
  const instances = scan.instances ?? [];
  const [totals, outliers] = [await hub.totals(), await hub.outliers()];
  const unreadable = await unreadableOf(hub, instances);
  const files = sum(instances.map((one) => one.files));
  const unread = sum(instances.map((one) => one.unreadable));
  const scanned = instances.filter(({ state }) => state === 'scanned').length;
  const worst = await hub.findings({ severity: 'critical,high' });
  const lines = [
    `${scanned} of ${instances.length} instances scanned, ${files} files read, ${unread} named as unreadable (scan ${scan.state})`,
    `${totals.total} drifts: ${SEVERITIES.map((severity) => `${totals.bySeverity[severity] ?? 0} ${severity}`).join(', ')}`,
    ...worst
      .slice(0, SHOWN)
      .map((one) => `  ${one.severity} ${one.instance} ${one.plugin}/${one.file} ${one.key || one.kind}`),
    `${scan.outliers} outliers${outliers.length > 0 ? `, such as ${odd(outliers[0]!)}` : ''}`,
    ...unreadable
      .slice(0, SHOWN)
      .map(({ instance, file, reason }) => `  unreadable: ${instance} ${file}: ${reason}`),
    ...instances
      .filter(({ state }) => state !== 'scanned')
      .slice(0, SHOWN)
      .map((one) => `  ${one.state}: ${one.instance}: ${one.reason ?? 'no reason given'}`),
  ];
  return {
    scan: scan.id,
    state: scan.state,
    instances: instances.length,
    files,
    unreadable: unread,
    findings: totals.bySeverity,
    outliers: scan.outliers,
    unreadableFiles: unreadable,
    lines,
  };
}

async function unreadableOf(
  hub: HubClient,
  instances: NonNullable<ScanView['instances']>,
): Promise<FleetSummary['unreadableFiles']> {
  const all: FleetSummary['unreadableFiles'] = [];
  for (const { instanceId, instance, unreadable } of instances) {
    if (unreadable === 0) continue;
    for (const { plugin, path, state, reason = state } of await hub.unreadableFiles(instanceId))
      all.push({ instance, file: `${plugin}/${path}`, reason: reason.split('\n')[0]! });
  }
  return all;
}

const odd = ({ instance, plugin, file, key, agree, of }: OutlierView): string =>
  `${instance} ${plugin}/${file} ${key} (${agree} of ${of} agree on another value)`;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
