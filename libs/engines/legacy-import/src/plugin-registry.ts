import type { LegacyValue } from './legacy-value.js';
import { decodedText } from './decode-document.js';
import type { LegacyDocument } from './legacy-document.js';
import { type CsvRow, readCsv } from './read-csv.js';
import type { RepairReport } from './repair-report.js';
import { readSheets } from './workbook.js';

/** What the old documents know of one plugin besides its settings. */
export interface RegistryRow {
  readonly fields: ReadonlyMap<string, LegacyValue>;
  /** Instances the deployment matrix says it is installed on. */
  readonly instances: readonly string[];
}

/** The column that names the plugin; without it a table is no deployment matrix. */
const PLUGIN_COLUMN = 'plugin_name';

/** Reads `deployment_matrix.csv`: a row per plugin, a column `server_<NAME>` per instance. */
export function readMatrix(document: LegacyDocument, report: RepairReport): ReadonlyMap<string, RegistryRow> {
  const [header, ...rows] = rowsOf(document);
  const registry = new Map<string, RegistryRow>();
  let cells = 0;
  let installed = 0;
  for (const { cells: row, line } of rows) {
    const plugin = row[header.indexOf(PLUGIN_COLUMN)];
    if (!plugin) {
      report.addRepair({
        kind: 'not_understood',
        source: `${document.path}:${line}`,
        message: 'A row without a plugin name.',
      });
      continue;
    }
    const columns = header
      .map((title, index) => [title, row[index] ?? ''] as const)
      .filter(([title]) => title !== PLUGIN_COLUMN);
    const servers = columns.filter(([name]) => name.startsWith('server_'));
    cells += servers.length;
    const instances = servers.filter(([, cell]) => isYes(cell)).map(([name]) => name.slice('server_'.length));
    installed += instances.length;
    const fields = columns.filter(([name, cell]) => !name.startsWith('server_') && cell !== '');
    registry.set(plugin, {
      instances,
      fields: new Map(fields.map(([name, cell]) => [name, isYes(cell) ? true : isNo(cell) ? false : cell])),
    });
  }
  if (cells > 0 && installed < rows.length)
    report.addRepair({
      kind: 'matrix_unreliable',
      source: document.path,
      message: `Only ${installed} of ${cells} cells say that a plugin is installed, for ${rows.length} plugins; where plugins are installed must come from discovery.`,
    });
  return registry;
}

/** The header as plain titles, then the rows. Throws for a table that has no column of plugins. */
function rowsOf(document: LegacyDocument): [readonly string[], ...CsvRow[]] {
  const [header, ...rows] = readCsv(decodedText(document));
  const titles = header?.cells.map((title) => title.trim()) ?? [];
  if (!titles.includes(PLUGIN_COLUMN))
    throw new Error(
      `the first row names no column "${PLUGIN_COLUMN}"; it begins with "${(titles[0] ?? '').slice(0, 40)}"`,
    );
  return [titles, ...rows];
}

/** Compares the workbook with the csv and reports every cell that differs. The csv was taken. */
export async function crossCheckMatrix(
  workbook: LegacyDocument,
  csv: LegacyDocument,
  report: RepairReport,
): Promise<void> {
  const [titles, ...rows] = rowsOf(csv);
  const [sheet] = await readSheets(workbook.bytes);
  const header = sheet?.rows[0]?.map(String) ?? [];
  const names = titles.indexOf(PLUGIN_COLUMN);
  const csvRows = new Map(rows.map(({ cells }) => [cells[names]!, cells]));
  const seen = new Set<string>();
  for (const row of sheet?.rows.slice(1) ?? []) {
    const plugin = String(row[0] ?? '');
    seen.add(plugin);
    const other = csvRows.get(plugin);
    if (!other) {
      report.addRepair({
        kind: 'source_only_here',
        source: workbook.path,
        plugin,
        message: 'The workbook has a row for this plugin, the csv has none.',
      });
      continue;
    }
    header.forEach((title, column) => {
      const theirs = other[titles.indexOf(title)];
      const ours = row[column] ?? '';
      if (theirs !== undefined && theirs.toLowerCase() !== String(ours).toLowerCase())
        report.addRepair({
          kind: 'value_conflict',
          source: workbook.path,
          plugin,
          key: title,
          message: `The workbook says ${String(ours)}, the csv says ${theirs}; the csv was taken.`,
        });
    });
  }
  for (const plugin of csvRows.keys())
    if (!seen.has(plugin))
      report.addRepair({
        kind: 'source_only_here',
        source: csv.path,
        plugin,
        message: 'The csv has a row for this plugin, the workbook has none.',
      });
}

const isYes = (cell: string): boolean => /^(true|yes|x|1)$/i.test(cell);
const isNo = (cell: string): boolean => /^(false|no)$/i.test(cell);
