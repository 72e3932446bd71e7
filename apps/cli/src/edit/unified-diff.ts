import { printable } from '../terminal/printable.js';
import type { Colors } from '../terminal/terminal.js';

const CONTEXT_LINES = 3;
/** Beyond this the part that differs is shown as one block: a table of all pairs of lines would be too large. */
const MAX_TABLE_CELLS = 4_000_000;

interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** A unified diff of two texts, as `diff -u` and `patch` know it; empty when they are equal. */
export function unifiedDiff(file: string, before: string, after: string, colors: Colors): string {
  if (before === after) return '';
  const lines = diffLines(linesOf(before), linesOf(after));
  const out = [colors.bold(`--- ${printable(file)}`), colors.bold(`+++ ${printable(file)}`)];
  for (const hunk of hunksOf(lines)) {
    out.push(colors.cyan(hunk.head));
    for (const { mark, text } of hunk.lines) out.push(paint(mark, text, colors));
  }
  return out.join('\n');
}

function paint(mark: DiffLine['mark'], text: string, colors: Colors): string {
  const ending = text.endsWith('\n') ? '' : '\n\\ No newline at end of file';
  const line = mark + shownLine(text.replace(/\n$/, ''));
  return (mark === '-' ? colors.red(line) : mark === '+' ? colors.green(line) : line) + ending;
}

/** As it is, but for what would be a command to the terminal; tabs and the CR of a line ending are none. */
function shownLine(line: string): string {
  const ending = line.endsWith('\r') ? '\r' : '';
  const content = line.slice(0, line.length - ending.length);
  return content.split('\t').map(printable).join('\t') + ending;
}

/** Lines with their endings, so that a change of the ending shows. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.split(/(?<=\n)/));

function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before.at(-1 - tail) === after.at(-1 - tail)
  )
    tail++;
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ mark: ' ', text }));
  const middle = diffMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...same(before.slice(0, head)), ...middle, ...same(before.slice(before.length - tail))];
}

function diffMiddle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const removed = before.map((text): DiffLine => ({ mark: '-', text }));
  const added = after.map((text): DiffLine => ({ mark: '+', text }));
  if (before.length * after.length > MAX_TABLE_CELLS) return [...removed, ...added];
  const width = after.length + 1;
  const longest = new Uint32Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      longest[row * width + column] =
        before[row] === after[column]
          ? longest[(row + 1) * width + column + 1]! + 1
          : Math.max(longest[(row + 1) * width + column]!, longest[row * width + column + 1]!);
    }
  }
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length && column < after.length) {
    if (before[row] === after[column]) {
      lines.push({ mark: ' ', text: before[row]! });
      row++;
      column++;
    } else if (longest[(row + 1) * width + column]! >= longest[row * width + column + 1]!)
      lines.push(removed[row++]!);
    else lines.push(added[column++]!);
  }
  return [...lines, ...removed.slice(row), ...added.slice(column)];
}

function* hunksOf(
  lines: readonly DiffLine[],
): Generator<{ readonly head: string; readonly lines: readonly DiffLine[] }> {
  let oldLine = 1;
  let newLine = 1;
  let position = 0;
  while (position < lines.length) {
    const change = lines.findIndex(({ mark }, index) => index >= position && mark !== ' ');
    if (change < 0) return;
    const start = Math.max(position, change - CONTEXT_LINES);
    oldLine += start - position;
    newLine += start - position;
    const end = endOfHunk(lines, change);
    const hunk = lines.slice(start, end);
    const olds = hunk.filter(({ mark }) => mark !== '+').length;
    const news = hunk.filter(({ mark }) => mark !== '-').length;
    yield {
      head: `@@ -${olds === 0 ? oldLine - 1 : oldLine},${olds} +${news === 0 ? newLine - 1 : newLine},${news} @@`,
      lines: hunk,
    };
    oldLine += olds;
    newLine += news;
    position = end;
  }
}

/** A hunk ends after the context of its last change; changes closer than two contexts share one. */
function endOfHunk(lines: readonly DiffLine[], firstChange: number): number {
  let last = firstChange;
  for (
    let position = firstChange;
    position < lines.length && position - last <= 2 * CONTEXT_LINES;
    position++
  ) {
    if (lines[position]!.mark !== ' ') last = position;
  }
  return Math.min(lines.length, last + CONTEXT_LINES + 1);
}
