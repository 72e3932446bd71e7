import { counted } from '@archivesmp/contracts/counted';
import type { Outlier } from '@archivesmp/drift';
import type { ScanOutcome } from '../scan/scan-folders.js';
import { printable } from '../terminal/printable.js';
import { shownValue } from '../terminal/shown-value.js';
import type { Terminal } from '../terminal/terminal.js';
import { jsonText } from '../terminal/json-text.js';

/** `{"outliers": […], "noMajority": […], "counts": {…}}`. */
export function outliersAsJson({ outliers, noMajority, counts, instances, plugins }: ScanOutcome): string {
  return jsonText({
    outliers,
    noMajority,
    counts: {
      instances: instances.length,
      plugins: plugins.length,
      files: counts.files,
      notUnderstood: counts.notUnderstood,
      unreadable: counts.unreadable,
      outliers: outliers.length,
      noMajority: noMajority.length,
    },
  });
}

/** By instance, then a summary with the keys on which no value has a majority. */
export async function printOutliers(outcome: ScanOutcome, terminal: Terminal): Promise<void> {
  const { colors } = terminal;
  let location = '';
  for (const outlier of outcome.outliers) {
    const here = printable(`${outlier.host} / ${outlier.instance} / ${outlier.plugin}`);
    if (here !== location) terminal.print(`${location === '' ? '' : '\n'}${colors.bold(here)}`);
    location = here;
    terminal.print(`  ${colors.yellow(printable(`${outlier.file}  ${outlier.key}`))}`);
    terminal.print(`      ${sidesOf(outlier)}`);
    await terminal.flush();
  }
  for (const { plugin, file, key, group, of, values, keys } of outcome.noMajority) {
    const where = printable(`${plugin} / ${file}  ${key}`.trimEnd());
    const what = keys === undefined ? counted(values, 'different value') : counted(keys, 'key');
    terminal.print(colors.dim(`no majority: ${where}: ${what} on ${counted(of, 'instance')} (${group})`));
    await terminal.flush();
  }
  const { instances, plugins, counts, outliers, noMajority } = outcome;
  terminal.print(
    `${location === '' ? '' : '\n'}${counted(instances.length, 'instance')}, ${counted(plugins.length, 'plugin')}, ` +
      `${counted(counts.files, 'file')}: ${counted(outliers.length, 'odd one out', 'odd ones out')}, ` +
      `${counted(noMajority.length, 'key')} without a majority`,
  );
}

function sidesOf(outlier: Outlier): string {
  const { agree, of, group, key } = outlier;
  const among = group === 'everywhere' ? '' : ` of ${group}`;
  if (key === '') return `${shownValue(outlier.value)}; ${agree} of ${of}${among} agree`;
  return `has ${shownValue(outlier.value)}; ${agree} of ${of}${among} have ${shownValue(outlier.majority)}`;
}
