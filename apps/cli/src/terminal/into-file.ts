import { open, unlink, type FileHandle } from 'node:fs/promises';
import type { Command } from 'commander';
import pc from 'picocolors';
import { writeFailureText } from '../file/failure-text.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

/** Of a verb whose result may hold what only its reader should see. */
export interface OutFlags {
  readonly out?: string;
}

/** Adds the option to a verb whose result is worth a file. */
export const withOut = (command: Command): Command =>
  command.option('--out <file>', 'write the result into this new file, readable for you alone');

/**
 * Runs a verb whose result goes into a new file, readable for its owner alone; without `out` to stdout. The file is made before
 * anything is asked for, so that nothing is given out that cannot be kept, and goes again when there is no result.
 * @throws Error when the file is there already or cannot be written
 */
export async function intoFile(
  { out }: OutFlags,
  terminal: Terminal,
  work: (terminal: Terminal) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (out === undefined) return work(terminal);
  const file = await newFile(out);
  let isComplete = false;
  try {
    const lines = new FileLines(file);
    const exitCode = await work({
      ...terminal,
      colors: pc.createColors(false),
      print: (line) => lines.print(line),
      flush: () => lines.flush(),
    });
    await lines.flush();
    await file.sync();
    isComplete = lines.isAny && exitCode !== EXIT.error;
    if (isComplete) terminal.message(printable(`asmp: written into ${out}, which only you can read`));
    return exitCode;
  } finally {
    await file.close();
    if (!isComplete) await unlink(out);
  }
}

async function newFile(out: string): Promise<FileHandle> {
  try {
    return await open(out, 'wx', 0o600);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new Error(
      isThere
        ? `${out}: there is a file of this name already; name a new one`
        : `${out}: ${writeFailureText(error)}`,
      { cause: error },
    );
  }
}

class FileLines {
  isAny = false;
  private pending = '';

  constructor(private readonly file: FileHandle) {}

  print(line: string): void {
    this.isAny = true;
    this.pending += `${line}\n`;
  }

  async flush(): Promise<void> {
    const text = this.pending;
    this.pending = '';
    if (text !== '') await this.file.appendFile(text);
  }
}
