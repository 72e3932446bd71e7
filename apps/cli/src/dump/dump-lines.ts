import { counted } from '@archivesmp/contracts/counted';
import { LEAF_SEPARATOR } from '@archivesmp/config-text';
import { printable } from '../terminal/printable.js';
import type { Colors } from '../terminal/terminal.js';
import type { FileDump } from './dump-file.js';
import { jsonText } from '../terminal/json-text.js';

/** Below a list the Bukkit view has two of them in front of the position. */
const BELOW_LIST = `${LEAF_SEPARATOR}${LEAF_SEPARATOR}[`;

/** One JSON object. Written by hand, for a JS object would sort keys that are numbers to the front. */
export function dumpAsJson(dump: FileDump): string {
  const file = jsonText(dump.file);
  if (dump.state === 'unreadable')
    return `{"f":${file},"state":"unreadable","error":${jsonText(dump.error)}}`;
  const leaves: string[] = [];
  for (const [path, value] of dump.leaves) leaves.push(`${jsonText(path)}:${jsonText(value)}`);
  return `{"f":${file},"state":"ok","leaves":{${leaves.join(',')}}}`;
}

/** For people: the file, its keys with type and value, what is odd about it. */
export function dumpForPeople(dump: FileDump, colors: Colors): string {
  const file = colors.bold(printable(dump.file));
  if (dump.state === 'unreadable') return `${file}  ${colors.red('unreadable')}: ${printable(dump.error)}`;
  const lines = [`${file}  ${colors.dim(`${dump.format}, ${counted(dump.leaves.size, 'value')}`)}`];
  for (const { line, message } of dump.notices) {
    lines.push(`  ${colors.yellow('note')}${line > 0 ? ` line ${line}` : ''}: ${printable(message)}`);
  }
  for (const [path, value] of dump.leaves) {
    lines.push(
      `  ${dump.isKeyless ? '(no keys)' : shownPath(path)} ${colors.dim('=')} ${colouredValue(value, colors)}`,
    );
  }
  return lines.join('\n');
}

function shownPath(path: string): string {
  const steps = path.replace(BELOW_LIST, `${LEAF_SEPARATOR}[`).split(LEAF_SEPARATOR);
  return steps.map((step) => (step === '' ? '""' : printable(step))).join(' › ');
}

function colouredValue(leaf: string, colors: Colors): string {
  const colon = leaf.indexOf(':');
  const type = colon < 0 ? leaf : leaf.slice(0, colon);
  const value = leaf.slice(colon + 1);
  if (type === 'str') return colors.green(printable(JSON.stringify(value)));
  if (colon < 0 || type === 'map' || type === 'list') return colors.dim(printable(value));
  return `${colors.cyan(printable(value))} ${colors.dim(type)}`;
}
