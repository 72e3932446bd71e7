import { parse } from 'csv-parse/sync';

/** One row, and the line of the text it begins on. */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Between cells, in the order in which a tie is decided. */
const SEPARATORS = [',', ';', '\t', '|'];

const SEPARATOR_LINE = /^"?sep=(?<separator>.)"?[ \t;,]*(?:\r\n|\r|\n|$)/i;

/**
 * The rows of a CSV text, empty ones left out. What separates its cells is said by a first line `sep=;`, as spreadsheets write
 * it, else told by the header: the separator that it has most often outside quotes. Throws with the reason for what is no CSV.
 */
export function readCsv(text: string): CsvRow[] {
  const separatorLine = SEPARATOR_LINE.exec(text);
  const body = separatorLine === null ? text : text.slice(separatorLine[0].length);
  const rows = parse(body, {
    delimiter: separatorLine?.groups?.['separator'] ?? separatorOf(body),
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
  }) as unknown as { readonly record: string[]; readonly info: { readonly lines: number } }[];
  const before = separatorLine === null || separatorLine[0].length === 0 ? 0 : 1;
  let end = 0;
  return rows.map(({ record, info }) => {
    const line = end + 1 + before;
    end = info.lines;
    return { cells: record, line };
  });
}

function separatorOf(text: string): string {
  const header = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)![0].replaceAll(/"(?:[^"]|"")*"/g, '');
  const count = (separator: string): number => header.split(separator).length;
  return SEPARATORS.reduce((best, one) => (count(one) > count(best) ? one : best));
}
