import type { OutlierView, ScanView } from '@archivesmp/contracts/drift';
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
  lines: string[];
}

export async function fleetSummary(hub: HubClient, scan: ScanView): Promise<FleetSummary> {
  const [totals, outliers, unreadable] = [
    await hub.totals(),
    await hub.outliers(),
    await hub.findings({ kind: 'unreadable' }),
  ];
  const instances = scan.instances ?? [];
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
      .map((one) => `  unreadable: ${one.instance} ${one.plugin}/${one.file}: ${one.reason.split('\n')[0]}`),
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
    lines,
  };
}

const odd = ({ instance, plugin, file, key, agree, of }: OutlierView): string =>
  `${instance} ${plugin}/${file} ${key} (${agree} of ${of} agree on another value)`;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
