import { counted } from '@archivesmp/contracts/counted';
import { groupAlike, type AlikeFindings } from '@archivesmp/drift';
import type { Severity } from '@archivesmp/contracts/vocabulary';
import { printable } from '../terminal/printable.js';
import { shownValue } from '../terminal/shown-value.js';
import type { Colors, Terminal } from '../terminal/terminal.js';
import { compareText } from './fleet-folder.js';
import type { ScanOutcome } from './scan-folders.js';
import { countsOf } from './print-json.js';
import { matrixOf } from './scan-matrix.js';

/** A matrix plugin x instance, then the findings by plugin with alike ones as one, then a summary. */
export async function printScan(
  outcome: ScanOutcome,
  terminal: Terminal,
  { listsOutliers }: { readonly listsOutliers: boolean },
): Promise<void> {
  const { colors } = terminal;
  for (const line of matrixOf(outcome, colors)) terminal.print(line);
  const drift = groupAlike(outcome.findings.filter(({ status }) => status === 'drift'));
  const byPlugin = [...Map.groupBy(drift, ({ finding }) => finding.plugin)];
  for (const [plugin, groups] of byPlugin.sort(([left], [right]) => compareText(left, right))) {
    terminal.print(`\n${colors.bold(printable(plugin))}`);
    for (const group of groups) for (const line of linesOf(group, colors)) terminal.print(line);
    await terminal.flush();
  }
  const open = groupAlike(outcome.findings.filter(({ status }) => status === 'not_judged'));
  if (open.length > 0) terminal.print(`\n${colors.bold('Not judged (what should be there is not known)')}`);
  for (const group of open) for (const line of openLines(group, colors)) terminal.print(line);
  for (const line of outlierLines(outcome, colors, listsOutliers)) terminal.print(line);
  const counts = countsOf(outcome);
  terminal.print(
    `\n${counted(outcome.instances.length, 'instance')}, ${counted(outcome.plugins.length, 'plugin')}, ${counted(outcome.counts.files, 'file')}: ` +
      `${counts['drift']} drifted, ${counts['documented']} documented, ` +
      (open.length > 0 ? `${counted(counts['notJudgedKeys'] as number, 'key')} not judged, ` : '') +
      `${counted(outcome.outliers.length, 'odd one out', 'odd ones out')}; ` +
      (outcome.noMajority.length > 0
        ? `${counted(outcome.noMajority.length, 'key')} without a majority; `
        : '') +
      (outcome.counts.notJudged > 0 ? `${counted(outcome.counts.notJudged, 'file')} not judged; ` : '') +
      `${counted(outcome.counts.cosmetic, 'file differs', 'files differ')} in format only`,
  );
  await terminal.flush();
}

function outlierLines({ outliers }: ScanOutcome, colors: Colors, listsOutliers: boolean): string[] {
  if (outliers.length === 0) return [];
  const head = `\n${colors.bold('Odd ones out (no baseline; compared with each other)')}`;
  if (!listsOutliers) {
    const byPlugin = [...Map.groupBy(outliers, ({ plugin }) => plugin)];
    const counted = byPlugin
      .sort(([left, mine], [right, other]) => other.length - mine.length || compareText(left, right))
      .map(([plugin, those]) => `${plugin} ${those.length}`);
    return [head, printable(`  ${counted.join(', ')}`), colors.dim('  --outliers lists them')];
  }
  return [
    head,
    ...outliers.flatMap(({ host, instance, plugin, file, key, value, majority, agree, of }) => [
      printable(`  ${host} / ${instance} / ${plugin} / ${file}  ${key}`),
      key === ''
        ? `      ${shownValue(value)}, ${agree} of ${of} agree`
        : `      has ${shownValue(value)}, ${agree} of ${of} have ${shownValue(majority)}`,
    ]),
  ];
}

function openLines({ finding, findings }: AlikeFindings, colors: Colors): string[] {
  const where = [finding.plugin, finding.file, finding.key].filter((part) => part !== null && part !== '');
  return [
    `  ${printable(where.join('  '))}`,
    ...('actual' in finding ? [`      is        ${textOf(finding.actualText, finding.actual)}`] : []),
    `      on        ${printable(findings.map(({ host, instance }) => `${host} / ${instance}`).join(', '))}`,
    colors.dim(`      ${printable(finding.reason)}`),
  ];
}

function linesOf({ finding, findings }: AlikeFindings, colors: Colors): string[] {
  const where = [finding.file, finding.key].filter((part) => part !== null && part !== '').join('  ');
  const what = `${finding.kind.padEnd(14)} ${finding.severity.padEnd(8)}`;
  const head = `  ${paint(finding.severity, colors)(what)} ${printable(where) || '(whole plugin)'}`;
  const on = findings.map(({ host, instance }) => `${host} / ${instance}`);
  const sides = [
    ...('expected' in finding ? [`      should be ${textOf(finding.expectedText, finding.expected)}`] : []),
    ...('actual' in finding ? [`      is        ${textOf(finding.actualText, finding.actual)}`] : []),
  ];
  const many = on.length > 1 ? `${on.length} instances: ` : '';
  const remark = finding.looksLike === undefined ? '' : ' (may be meant to differ on every server)';
  return [
    head,
    ...sides,
    `      on        ${printable(`${many}${on.join(', ')}`)}`,
    colors.dim(`      ${printable(finding.reason)}${remark}`),
  ];
}

/** As written in the file, where that is known to say more. */
const textOf = (written: string | undefined, value: unknown): string =>
  written === undefined ? shownValue(value) : printable(written);

function paint(severity: Severity, colors: Colors): (text: string) => string {
  if (severity === 'critical' || severity === 'high') return colors.red;
  return severity === 'medium' ? colors.yellow : colors.cyan;
}
