import type { FindingStatus } from '@archivesmp/contracts/vocabulary';
import type { Terminal } from '../terminal/terminal.js';
import type { ScanOutcome } from './scan-folders.js';
import { jsonText } from '../terminal/json-text.js';

/** `{"findings": […], "outliers": […], "noMajority": […], "counts": {…}}`, one finding a line so that the document can be searched. */
export async function printJson(outcome: ScanOutcome, terminal: Terminal): Promise<void> {
  terminal.print('{"findings":[');
  await printItems(outcome.findings, terminal);
  terminal.print('],"outliers":[');
  await printItems(outcome.outliers, terminal);
  terminal.print('],"noMajority":[');
  await printItems(outcome.noMajority, terminal);
  terminal.print(`],"counts":${jsonText(countsOf(outcome))}}`);
  await terminal.flush();
}

async function printItems(items: readonly object[], terminal: Terminal): Promise<void> {
  for (const [index, item] of items.entries()) {
    terminal.print(jsonText(item) + (index < items.length - 1 ? ',' : ''));
    if (index % 1000 === 999) await terminal.flush();
  }
}

/** Counts of files by status, and of findings by status and kind. */
export function countsOf(outcome: ScanOutcome): Record<string, unknown> {
  const kinds: Record<string, number> = {};
  for (const { kind, status } of outcome.findings) {
    if (status === 'drift') kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  const ofStatus = (wanted: FindingStatus): number =>
    outcome.findings.filter(({ status }) => status === wanted).length;
  return {
    instances: outcome.instances.length,
    plugins: outcome.plugins.length,
    ...outcome.counts,
    drift: ofStatus('drift'),
    documented: ofStatus('documented'),
    notJudgedKeys: ofStatus('not_judged'),
    outliers: outcome.outliers.length,
    noMajority: outcome.noMajority.length,
    problems: outcome.problems.length,
    kinds,
  };
}
