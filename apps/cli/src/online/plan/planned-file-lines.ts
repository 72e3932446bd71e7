import { counted } from '@archivesmp/contracts/counted';
import type { PlannedContentView, PlannedFileView, PlannedKeyView } from '@archivesmp/api-client';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { pathText } from '../../edit/finish-edit.js';
import { printable } from '../../terminal/printable.js';
import type { Colors } from '../../terminal/terminal.js';
import { hunkLines } from '../../terminal/hunk-lines.js';

const SHORT_HASH = 12;
const LONGEST_VALUE = 160;
/** Of a text that is not asked for in full. */
const LINES_SHOWN = 20;

const WHAT: Record<PlannedFileView['what'], string> = {
  deleted: 'deleted',
  new: 'new file',
  replaced: 'the whole content is replaced',
  edited: '',
  jar: 'the JAR is replaced',
};

/** What happens to one file, from its contents. `full`: every line and every character of it. */
export function plannedFileLines(file: PlannedFileView, colors: Colors, full = false): string[] {
  const { path, what, because: reason, before, after, keys = [], notes, hiddenChanges } = file;
  const words = what === 'deleted' ? colors.red(WHAT[what]) : colors.yellow(WHAT[what]);
  const why = reason === undefined ? '' : `  ${printable(reason)}`;
  const sides = `${contentText(before)} → ${contentText(after)}`;
  return [
    `    ${printable(path)}  ${colors.dim(`${sides}${why}`)}  ${words}`.trimEnd(),
    ...(hiddenChanges === true
      ? [colors.yellow('      ! a secret, which is not shown, changes with it')]
      : []),
    ...notes.map((note) => colors.dim(`      ${printable(note)}`)),
    ...keys.flatMap((key) => keyLines(key, colors, full)),
    ...textLines(file, colors, full),
  ];
}

/** Keys tell enough where there are any; else the text is shown, and in full when that is asked for. */
function textLines({ keys, diff, text, what }: PlannedFileView, colors: Colors, full: boolean): string[] {
  const paint = (line: string): string =>
    line.startsWith('+') ? colors.green(line) : line.startsWith('-') ? colors.red(line) : line;
  if (diff !== undefined && (full || keys === undefined || keys.length === 0))
    return folded(hunkLines(diff), full).map((line) => `      ${paint(line)}`);
  if (text === undefined) return [];
  const sign = what === 'deleted' ? '-' : '+';
  const lines = text.replace(/\n$/, '').split('\n');
  const shown = lines.map((line) => `${sign}${line.split('\t').map(printable).join('\t')}`);
  return text === '' ? [] : folded(shown, full).map((line) => `      ${paint(line)}`);
}

function folded(lines: readonly string[], full: boolean): readonly string[] {
  if (full || lines.length <= LINES_SHOWN) return lines;
  return [
    ...lines.slice(0, LINES_SHOWN),
    `… ${counted(lines.length - LINES_SHOWN, 'more line')}; --full shows them`,
  ];
}

function keyLines(
  { path, before, after, because: reason, hidden }: PlannedKeyView,
  colors: Colors,
  full: boolean,
) {
  const from = before === undefined ? colors.dim('no such key') : colors.red(cut(before, full));
  const to = after === undefined ? colors.red('removed') : colors.green(cut(after, full));
  const secret =
    hidden && before !== undefined && after !== undefined ? colors.yellow(' (another secret)') : '';
  const why = reason === undefined ? '' : `  ${colors.dim(printable(reason))}`;
  return [`      ${printable(pathText(path as KeyPath)) || '(whole file)'}: ${from} → ${to}${secret}${why}`];
}

/** A value on one line; what was cut off is said, for it may be what counts. */
function cut(text: string, full: boolean): string {
  const safe = printable(text);
  if (full || safe.length <= LONGEST_VALUE) return safe;
  return `${safe.slice(0, LONGEST_VALUE)}… (${counted(safe.length - LONGEST_VALUE, 'more character')}; --full)`;
}

function contentText(content: PlannedContentView | undefined): string {
  if (content === undefined) return 'no file';
  const { sha256, size, kind } = content;
  const detail = size === undefined ? '' : ` (${counted(size, 'byte')}, ${printable(kind ?? 'unknown')})`;
  return `${sha256.slice(0, SHORT_HASH)}${detail}`;
}
