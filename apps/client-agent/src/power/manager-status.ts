/** Whether the process of an instance is up, by its short name. */
export type ManagerStatus = ReadonlyMap<string, boolean>;

const COLUMN = /[│|]/;
const RULE = /^[\s─┼+|-]*$/;
const NAME = /^instance\s*name$/i;
const UP = /^up$/i;
const MARK_UP = /^[✓√]$|^(yes|true|up)$/i;
const MARK_DOWN = /^[✗✘×x-]?$|^(no|false|down)$/i;

/**
 * Reads the table of `ampinstmgr status`. Columns are found by their heads, because versions differ; an instance whose mark is not
 * understood is left out, never told as down.
 * @returns undefined when there is no such table
 */
export function readManagerStatus(output: string): ManagerStatus | undefined {
  const rows = output
    .split(/\r?\n/)
    .filter((line) => COLUMN.test(line) && !RULE.test(line))
    .map((line) => line.split(COLUMN).map((cell) => cell.trim()));
  const head = rows.findIndex(
    (cells) => cells.some((cell) => NAME.test(cell)) && cells.some((cell) => UP.test(cell)),
  );
  if (head < 0) return undefined;
  const name = rows[head]!.findIndex((cell) => NAME.test(cell));
  const up = rows[head]!.findIndex((cell) => UP.test(cell));
  const status = new Map<string, boolean>();
  for (const cells of rows.slice(head + 1)) {
    const [who, mark] = [cells[name], cells[up]];
    if (who === undefined || who === '' || mark === undefined) continue;
    if (MARK_UP.test(mark)) status.set(who, true);
    else if (MARK_DOWN.test(mark)) status.set(who, false);
  }
  return status;
}
