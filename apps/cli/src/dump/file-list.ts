import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { failureText } from '../file/failure-text.js';

/** The files to work on: those of the command line, then the lines of a list (`-` = stdin) as they come. */
export async function* fileList(
  files: readonly string[],
  listedIn: string | undefined,
): AsyncGenerator<string> {
  yield* files;
  if (listedIn === undefined) return;
  const input = listedIn === '-' ? process.stdin : createReadStream(listedIn);
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line !== '') yield line;
    }
  } catch (error) {
    throw new Error(`cannot read the list of files ${listedIn}: ${failureText(error)}`, { cause: error });
  }
}
