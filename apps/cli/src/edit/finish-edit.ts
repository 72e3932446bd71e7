import { printable } from '../terminal/printable.js';
import { decodeBytes } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { writeFailureText } from '../file/failure-text.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import type { Terminal } from '../terminal/terminal.js';
import { type EditFlags, type OpenedFile, saveEdit } from './edit-file.js';
import { unifiedDiff } from './unified-diff.js';

/** Shows the diff of a dry run, or writes the file and says so. */
export async function finishEdit(
  opened: OpenedFile,
  bytes: Uint8Array,
  flags: EditFlags,
  done: string,
  terminal: Terminal,
): Promise<ExitCode> {
  if (opened.bytes.equals(bytes)) {
    terminal.message(`${printable(opened.file)}: nothing to change`);
    return EXIT.ok;
  }
  if (flags.dryRun) {
    terminal.print(unifiedDiff(opened.file, textOf(opened.bytes), textOf(bytes), terminal.colors));
    return EXIT.ok;
  }
  try {
    await saveEdit(opened, bytes);
  } catch (error) {
    throw new Error(`${opened.file}: nothing was written: ${writeFailureText(error)}`, { cause: error });
  }
  terminal.print(`${printable(opened.file)}: ${printable(done)}`);
  return EXIT.ok;
}

const textOf = (bytes: Uint8Array): string => decodeBytes(bytes, 'utf8-latin1').text;

/** A path as people read it: `a › b › [2]`. */
export function pathText(path: KeyPath): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(' › ');
}
