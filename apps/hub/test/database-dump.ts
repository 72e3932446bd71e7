import type { TestProduct } from './test-product.js';

interface Cell {
  /** Table and column. */
  readonly column: string;
  readonly text: string;
}

/** Everything that rests in the database of a product, as a thief finds it who may read all of it. */
export class DatabaseDump {
  private constructor(private readonly cells: readonly Cell[]) {}

  static async of(product: TestProduct): Promise<DatabaseDump> {
    const tables = await product.execute('SHOW FULL TABLES');
    const cells: Cell[] = [];
    for (const table of tables.map((row) => String(Object.values(row)[0])))
      for (const row of await product.execute(`SELECT * FROM \`${table}\``))
        for (const [column, value] of Object.entries(row))
          if (value !== null) cells.push({ column: `${table}.${column}`, text: textOf(value) });
    return new DatabaseDump(cells);
  }

  /** Tables that hold anything. */
  get tables(): Set<string> {
    return new Set(this.cells.map(({ column }) => column.split('.')[0]!));
  }

  /** In which columns a text stands, wherever in them. */
  columnsWith(text: string): string[] {
    return [
      ...new Set(this.cells.filter((cell) => cell.text.includes(text)).map(({ column }) => column)),
    ].sort();
  }

  /** What of these stands in which columns: `what in table.column`. @param hidden texts by what they are */
  holding(hidden: ReadonlyMap<string, string>): string[] {
    return [...hidden].flatMap(([what, text]) =>
      this.columnsWith(text).map((column) => `${what} in ${column}`),
    );
  }

  /** Columns with a text that holds one of these lines, or two lines that follow each other in one of these contents. */
  holdingContent(contents: readonly string[]): string[] {
    const comments = new Set<string>();
    const pairs = new Set<string>();
    for (const content of contents) {
      const lines = content.split(/\r?\n/).map((line) => line.trim());
      for (const [index, line] of lines.entries()) {
        if (/^#.{15}/.test(line)) comments.add(line);
        const next = lines[index + 1];
        if (next !== undefined && line !== '' && next !== '') pairs.add(`${line}\n${next}`);
      }
    }
    const held = this.cells.filter(({ text }) =>
      stringsIn(text).some((one) => {
        // A diff holds contents, too
        const lines = one.split('\n').map((line) => line.replace(/^[+-]/, '').trim());
        return lines.some((line, index) => comments.has(line) || pairs.has(`${line}\n${lines[index + 1]}`));
      }),
    );
    return held.map(({ column, text }) => `${column}: ${text.slice(0, 200)}`);
  }
}

function textOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A text, or every text in it when it is JSON. */
function stringsIn(text: string): string[] {
  if (!/^[[{"]/.test(text)) return [text];
  const found: string[] = [];
  try {
    JSON.parse(text, (_key, value: unknown) => {
      if (typeof value === 'string') found.push(value);
      return value;
    });
    return found;
  } catch {
    return [text];
  }
}
