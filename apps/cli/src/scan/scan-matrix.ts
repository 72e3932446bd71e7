import { counted } from '@archivesmp/contracts/counted';
import { printable } from '../terminal/printable.js';
import type { Colors } from '../terminal/terminal.js';
import type { ScanOutcome } from './scan-folders.js';

interface Cell {
  drift: number;
  documented: number;
  notJudged: number;
  missing: boolean;
}

/** Plugins that differ somewhere, one row each, one column per instance. What is in order everywhere is only counted. */
export function matrixOf(outcome: ScanOutcome, colors: Colors): string[] {
  const rows = new Map<string, Map<string, Cell>>();
  for (const { plugin, instance, status, kind } of outcome.findings) {
    const row = rows.get(plugin) ?? new Map<string, Cell>();
    rows.set(plugin, row);
    const cell = row.get(instance) ?? { drift: 0, documented: 0, notJudged: 0, missing: false };
    row.set(instance, cell);
    if (status === 'drift') cell.drift++;
    else if (status === 'documented') cell.documented++;
    else cell.notJudged++;
    if (kind === 'missing_plugin') cell.missing = true;
  }
  const names = outcome.instances.map(({ name }) => name);
  const heads = names.map(printable);
  const widths = heads.map((head) => Math.max(head.length, 4));
  const label = Math.max(6, ...[...rows.keys()].map((plugin) => printable(plugin).length));
  const lines = [
    `${'plugin'.padEnd(label)}  ${heads.map((head, index) => head.padStart(widths[index]!)).join(' ')}`,
  ];
  for (const plugin of outcome.plugins) {
    const row = rows.get(plugin);
    if (!row) continue;
    const cells = names.map((name, index) => painted(row.get(name), widths[index]!, colors));
    lines.push(`${printable(plugin).padEnd(label)}  ${cells.join(' ')}`);
  }
  const quiet = outcome.plugins.length - rows.size;
  lines.push(
    colors.dim(
      `a number: drifted keys or files, ?n: not judged, ~n: documented only, gone: not installed, blank: in order; ${counted(quiet, 'more plugin')} in order everywhere`,
    ),
  );
  return lines;
}

function painted(cell: Cell | undefined, width: number, colors: Colors): string {
  if (cell === undefined) return ' '.repeat(width);
  if (cell.missing) return colors.red('gone'.padStart(width));
  if (cell.drift > 0) return colors.red(String(cell.drift).padStart(width));
  if (cell.notJudged > 0) return colors.yellow(`?${cell.notJudged}`.padStart(width));
  return colors.dim(`~${cell.documented}`.padStart(width));
}
