import { counted } from '@archivesmp/contracts/counted';
import type { OutlierView } from '@archivesmp/contracts/outlier';
import type { ScanView } from '@archivesmp/contracts/scan';
import { visibleText } from '@archivesmp/contracts/visible-text';
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
  notUnderstood: number;
  /** Every file that a scan could not read, did not understand or found being written. */
  otherFiles: { instance: string; file: string; state: string; reason: string }[];
  lines: string[];
}

export async function fleetSummary(hub: HubClient, scan: ScanView): Promise<FleetSummary> {
  const instances = scan.instances ?? [];
  const [totals, outliers] = [await hub.totals(), await hub.outliers()];
  const otherFiles = await otherFilesOf(hub, instances);
  const files = sum(instances.map((one) => one.files));
  const unreadable = sum(instances.map((one) => one.unreadable));
  const notUnderstood = sum(instances.map((one) => one.notUnderstood));
  const scanned = instances.filter(({ state }) => state === 'scanned').length;
  const worst = await hub.findings({ severity: 'critical,high' });
  const told = [
    `${scanned} of ${counted(instances.length, 'instance')} scanned, ${counted(files, 'file')}, ${notUnderstood} not understood, ${unreadable} could not be read (scan ${scan.state})`,
    `${counted(totals.total, 'drift')}: ${SEVERITIES.map((severity) => `${totals.bySeverity[severity] ?? 0} ${severity}`).join(', ')}`,
    ...worst
      .slice(0, SHOWN)
      .map((one) => `  ${one.severity} ${one.instance} ${one.plugin}/${one.file} ${one.key || one.kind}`),
    outlierLine(scan, outliers),
    ...otherFiles
      .slice(0, SHOWN)
      .map(
        ({ instance, file, state, reason }) =>
          `  ${state.replaceAll('_', ' ')}: ${instance} ${file}: ${reason}`,
      ),
    ...instances
      .filter(({ state }) => state !== 'scanned')
      .slice(0, SHOWN)
      .map((one) => `  ${one.state}: ${one.instance}: ${one.reason ?? 'no reason given'}`),
  ];
  const lines = told.map((line) => visibleText(line));
  return {
    scan: scan.id,
    state: scan.state,
    instances: instances.length,
    files,
    unreadable,
    notUnderstood,
    findings: totals.bySeverity,
    outliers: scan.outliers,
    otherFiles,
    lines,
  };
}

async function otherFilesOf(
  hub: HubClient,
  instances: NonNullable<ScanView['instances']>,
): Promise<FleetSummary['otherFiles']> {
  const all: FleetSummary['otherFiles'] = [];
  for (const { instanceId, instance, unreadable, notUnderstood, unsettled } of instances) {
    if (unreadable + notUnderstood + unsettled === 0) continue;
    for (const { plugin, path, state, reason = state } of await hub.otherFiles(instanceId))
      all.push({ instance, file: `${plugin}/${path}`, state, reason: reason.split('\n')[0]! });
  }
  return all;
}

/** Who is odd is found among all instances: a scan of a part of them has no number of its own. */
export function outlierLine(
  { scope, outliers }: Pick<ScanView, 'scope' | 'outliers'>,
  known: readonly OutlierView[],
): string {
  const isWhole = Object.values(scope).every((one) => one === undefined);
  const count = isWhole ? outliers : known.length;
  const where = isWhole ? '' : ' in the whole fleet';
  const [first] = count > 0 ? known : [];
  return `${counted(count, 'outlier')}${where}${first === undefined ? '' : `, such as ${odd(first)}`}`;
}

const odd = ({ instance, plugin, file, key, agree, of }: OutlierView): string =>
  `${instance} ${plugin}/${file} ${key} (${agree} of ${of} agree on another value)`;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
