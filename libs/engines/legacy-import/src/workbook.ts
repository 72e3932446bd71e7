import readWorkbook from 'read-excel-file/universal';

export type Cell = string | number | boolean | null;
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

/** All sheets of an .xlsx file. Dates become ISO text. Rejects when the bytes are no workbook. */
export async function readSheets(bytes: Uint8Array): Promise<Sheet[]> {
  // not bytes.slice(): that of a Node Buffer is a window on memory that holds other files as well
  const sheets = await readWorkbook(new Uint8Array(bytes).buffer);
  return sheets.map((sheet) => ({
    name: sheet.sheet,
    rows: sheet.data.map((row) => row.map((cell) => plainCell(cell))),
  }));
}

function plainCell(cell: unknown): Cell {
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'string') return cell;
  return null;
}
