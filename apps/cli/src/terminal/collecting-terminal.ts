import pc from 'picocolors';
import { noLiveLines } from './live-lines.js';
import { noProgress } from './progress.js';
import type { Terminal } from './terminal.js';

/** A terminal that keeps what was said, without colours: for tests that run the program in their own process. */
export interface CollectingTerminal extends Terminal {
  readonly printed: string[];
  readonly messages: string[];
}

export function collectingTerminal(): CollectingTerminal {
  const printed: string[] = [];
  const messages: string[] = [];
  return {
    printed,
    messages,
    colors: pc.createColors(false),
    print: (line) => void printed.push(line),
    message: (line) => void messages.push(line),
    flush: () => Promise.resolve(),
    progress: () => noProgress,
    live: () => noLiveLines,
  };
}
