import { counted } from '@archivesmp/contracts/counted';
import type { OutlierView } from '@archivesmp/contracts/outlier';
import type { ScanRequest, ScanView } from '@archivesmp/contracts/scan';
import { visibleText } from '@archivesmp/contracts/visible-text';
import { SEVERITIES } from '@archivesmp/contracts/vocabulary';
import type { DevHubClient, KnownOutliers } from './hub-client.js';

const SHOWN = 3;

/** How the fleet stands after a scan, for people (`lines`) and for programs (the rest). */
export interface FleetSummary {
  scan: string;
  state: string;
  instances: number;
  files: number;
  unreadable: number;
  findings: Record<string, number>;
  /** Left out: the scan saw no instance, and looked for none. */
  outliers?: number;
  notUnderstood: number;
  /** Every file that a scan could not read, did not understand or found being written. */
  otherFiles: { instance: string; file: string; state: string; reason: string }[];
  lines: string[];
}

/** What of the hub a summary is made of. */
export type SummarySource = Pick<DevHubClient, 'totals' | 'outliers' | 'findings' | 'otherFiles'>;

/** What findings are asked for that lie within what a scan looked at. */
export const findingQuery = ({ host, ...rest }: ScanRequest): Record<string, string> => ({
  ...rest,
  ...(host !== undefined && { server: host }),
});

/** Whether the scan saw all that it was to look at; one that covered no instance saw nothing. */
export function sawAll({ instances = [] }: Pick<ScanView, 'instances'>): boolean {
  return instances.length > 0 && instances.every(({ state }) => state === 'scanned');
}

/** How what a scan looked at stands: every number but that of odd values is of its scope alone. */
export async function fleetSummary(hub: SummarySource, scan: ScanView): Promise<FleetSummary> {
  const instances = scan.instances ?? [];
  const query = findingQuery(scan.scope);
  const [totals, outliers] = [await hub.totals(query), await hub.outliers()];
  const otherFiles = await otherFilesOf(hub, instances);
  const files = sum(instances.map((one) => one.files));
  const unreadable = sum(instances.map((one) => one.unreadable));
  const notUnderstood = sum(instances.map((one) => one.notUnderstood));
  const missed = instances.filter(({ state }) => state !== 'scanned');
  const scanned = instances.length - missed.length;
  const worst = await hub.findings({ ...query, severity: 'critical,high' });
  const where = scopeText(scan.scope);
  const known = sawAll(scan) ? '' : ', as last seen where it was not scanned now';
  const rows = [
    `${where}: ${scanned} of ${counted(instances.length, 'instance')} scanned, ${counted(files, 'file')}, ${notUnderstood} not understood, ${unreadable} could not be read (scan ${scan.state})`,
    `${where}: ${counted(totals.total, 'drift')}${known}: ${SEVERITIES.map((severity) => `${totals.bySeverity[severity] ?? 0} ${severity}`).join(', ')}`,
    ...shortened(
      worst.map((one) => `${one.severity} ${one.instance} ${one.plugin}/${one.file} ${one.key || one.kind}`),
    ),
    outlierLine(scan, outliers),
    ...shortened(
      otherFiles.map(
        ({ instance, file, state, reason }) =>
          `${state.replaceAll('_', ' ')}: ${instance} ${file}: ${reason}`,
      ),
    ),
    ...shortened(missed.map((one) => `${one.state}: ${one.instance}: ${one.reason ?? 'no reason given'}`)),
  ];
  const lines = rows.map((line) => visibleText(line));
  return {
    scan: scan.id,
    state: scan.state,
    instances: instances.length,
    files,
    unreadable,
    notUnderstood,
    findings: totals.bySeverity,
    ...(scan.outliers !== undefined && { outliers: scan.outliers }),
    otherFiles,
    lines,
  };
}

/** The first of a list, and how many are not shown. */
function shortened(lines: readonly string[]): string[] {
  const more = lines.length - SHOWN;
  return [...lines.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].map((line) => `  ${line}`);
}

/** What a scan looked at, as the beginning of a line. */
function scopeText({ host, instance, plugin }: ScanRequest): string {
  const where = instance ?? (host === undefined || host === 'all' ? 'the whole fleet' : `host ${host}`);
  return plugin === undefined ? where : `${plugin} on ${where}`;
}

async function otherFilesOf(
  hub: SummarySource,
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
  { scope, outliers, state }: Pick<ScanView, 'scope' | 'outliers' | 'state'>,
  known: KnownOutliers,
): string {
  const isWhole = Object.values(scope).every((one) => one === undefined);
  if (isWhole && outliers === undefined) return 'outliers: not looked for, as nothing was scanned';
  const count = isWhole && outliers !== undefined ? outliers : known.total;
  const where = isWhole
    ? state === 'partial'
      ? ' among what was scanned'
      : ''
    : ' known in the whole fleet';
  const [first] = count > 0 ? known.outliers : [];
  return `${counted(count, 'outlier')}${where}${first === undefined ? '' : `, such as ${outlierText(first)}`}`;
}

const outlierText = ({ instance, plugin, file, key, agree, of }: OutlierView): string =>
  `${instance} ${plugin}/${file} ${key} (${agree} of ${of} agree on another value)`;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
