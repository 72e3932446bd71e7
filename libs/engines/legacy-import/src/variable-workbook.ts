import { sameLegacyValue, SpelledNumber, type LegacyValue } from './legacy-value.js';
import type { LegacyDocument } from './legacy-document.js';
import { parsePythonLiteral } from './python-literal.js';
import type { RepairReport } from './repair-report.js';
import type { VariableValue } from './variable-value.js';
import { readSheets, type Cell, type Sheet } from './workbook.js';

const LONG_HEADER = ['Plugin', 'ConfigKey', 'Server', 'Value', 'ValueType'];

/**
 * The workbook of variable settings: the long sheet (`Plugin, ConfigKey, Server, Value, ValueType`) is the source, the wide
 * sheets (`<Plugin>_Variables`, one column per server) are a cross-check. Differences are reported; the long sheet wins.
 */
export async function readVariableWorkbook(
  document: LegacyDocument,
  report: RepairReport,
): Promise<VariableValue[]> {
  let sheets: Sheet[];
  try {
    sheets = await readSheets(document.bytes);
  } catch (error) {
    report.addRepair({
      kind: 'not_understood',
      source: document.path,
      message: `Not a readable workbook: ${(error as Error).message}`,
    });
    return [];
  }
  const long = sheets.find((sheet) => LONG_HEADER.every((title, i) => sheet.rows[0]?.[i] === title));
  if (!long) {
    report.addRepair({
      kind: 'not_understood',
      source: document.path,
      message: `No sheet has the columns ${LONG_HEADER.join(', ')}.`,
    });
    return [];
  }
  const values = readLongSheet(long, document, report);
  crossCheck(sheets, long, values, document, report);
  return values;
}

function readLongSheet(sheet: Sheet, document: LegacyDocument, report: RepairReport): VariableValue[] {
  const values: VariableValue[] = [];
  sheet.rows.slice(1).forEach((row, i) => {
    const source = `${document.path}#${sheet.name}:${i + 2}`;
    const [plugin, key, instance, cell, type] = row;
    if (typeof plugin !== 'string' || typeof key !== 'string' || typeof instance !== 'string') {
      report.addRepair({ kind: 'not_understood', source, message: 'A row needs plugin, key and server.' });
      return;
    }
    const value = readCell(cell ?? null, String(type ?? ''));
    if (value === undefined) {
      report.addRepair({
        kind: 'value_guessed',
        source,
        plugin,
        key,
        message: `The cell is not of the type "${type}" that the row names; taken as text.`,
      });
    }
    values.push({ plugin, key, instance, value: value ?? String(cell), source });
  });
  return values;
}

/** A cell by the type its row names; undefined when it is not of that type. An empty cell of type `str` is the empty text. */
function readCell(cell: Cell, type: string): LegacyValue | undefined {
  if (type === 'str') return cell === null ? '' : String(cell);
  if (type === 'NoneType') return null;
  const text = cell === null ? '' : String(cell);
  try {
    const value = parsePythonLiteral(text);
    if (type === 'bool') return typeof value === 'boolean' ? value : undefined;
    if (type === 'int' || type === 'float')
      return value instanceof SpelledNumber ? asKind(value, type) : undefined;
    return value;
  } catch {
    return undefined;
  }
}

/** A workbook drops the `.0` of a float; the type column has kept it. */
function asKind(value: SpelledNumber, type: 'int' | 'float'): SpelledNumber {
  return type === 'float' && /^[-+]?\d+$/.test(value.source) ? new SpelledNumber(`${value.source}.0`) : value;
}

function crossCheck(
  sheets: readonly Sheet[],
  long: Sheet,
  values: readonly VariableValue[],
  document: LegacyDocument,
  report: RepairReport,
): void {
  const known = new Map(values.map((row) => [`${row.plugin}\0${row.key}\0${row.instance}`, row]));
  for (const sheet of sheets) {
    if (sheet === long || !sheet.name.endsWith('_Variables')) continue;
    const plugin = sheet.name.slice(0, -'_Variables'.length);
    const [header, ...rows] = sheet.rows;
    rows.forEach((row, i) => {
      const key = String(row[0] ?? '');
      header!.slice(1).forEach((server, column) => {
        const cell = row[column + 1] ?? null;
        const source = `${document.path}#${sheet.name}:${i + 2}`;
        const there = known.get(`${plugin}\0${key}\0${String(server)}`);
        if (!there) {
          if (cell !== null)
            report.addRepair({
              kind: 'value_conflict',
              source,
              plugin,
              key,
              message: `The wide sheet has a value for ${String(server)} that the long sheet does not have; left out.`,
            });
        } else if (!agrees(cell, there.value)) {
          report.addRepair({
            kind: 'value_conflict',
            source,
            plugin,
            key,
            message: `The wide sheet has another value for ${String(server)} than the long sheet; the long sheet was taken.`,
          });
        }
      });
    });
  }
}

/** The wide sheets carry no types, so a cell agrees when any reading of it equals the typed value. */
function agrees(cell: Cell, value: LegacyValue): boolean {
  const text = cell === null ? '' : String(cell);
  if (value === text || (value === null && (cell === null || text === 'None'))) return true;
  try {
    const read = parsePythonLiteral(text);
    if (read instanceof SpelledNumber && value instanceof SpelledNumber)
      return Number(read.source) === Number(value.source);
    return sameLegacyValue(read, value);
  } catch {
    return false;
  }
}
