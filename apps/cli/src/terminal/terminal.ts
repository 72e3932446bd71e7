import pc from 'picocolors';
import { type LiveLines, liveLines, noLiveLines } from './live-lines.js';
import { noProgress, type Progress, progressLine } from './progress.js';

export type Colors = ReturnType<typeof pc.createColors>;

/** Where a verb speaks: results on stdout, everything else on stderr. Tests hand in one that collects. */
export interface Terminal {
  /** Colours for stdout: the identity unless stdout is a terminal (and NO_COLOR is not set). */
  readonly colors: Colors;
  /** One line (or several) of the result, to stdout. Buffered: a big result goes out in few writes. */
  print(line: string): void;
  /** A remark for the person, to stderr. */
  message(line: string): void;
  /** Waits until what was printed has been taken by the reader; call it now and then in long output. */
  flush(): Promise<void>;
  /** A line that shows how far long work is; silent unless stderr is a terminal. */
  progress(label: string, total: number): Progress;
  /** Lines on stderr that are drawn again in place; silent unless it is a terminal. */
  live(): LiveLines;
}

const FLUSH_AT_CHARACTERS = 64 * 1024;

/** The terminal of this process. A reader that went away (`asmp dump … | head`) ends the program quietly. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  let pending: string[] = [];
  let pendingCharacters = 0;
  let drained: Promise<void> = Promise.resolve();
  const send = (): void => {
    if (pending.length === 0) return;
    const text = pending.join('');
    pending = [];
    pendingCharacters = 0;
    drained = new Promise((resolve) => stdout.write(text, () => resolve()));
  };
  return {
    colors: pc.createColors(isColourful(stdout)),
    print(line) {
      pending.push(line, '\n');
      pendingCharacters += line.length + 1;
      if (pendingCharacters >= FLUSH_AT_CHARACTERS) send();
    },
    message(line) {
      stderr.write(`${line}\n`);
    },
    flush() {
      send();
      return drained;
    },
    progress: (label, total) => (stderr.isTTY ? progressLine(stderr, label, total) : noProgress),
    live: () => (stderr.isTTY && process.env['TERM'] !== 'dumb' ? liveLines(stderr) : noLiveLines),
  };
}

function isColourful(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}
