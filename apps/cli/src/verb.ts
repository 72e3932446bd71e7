import type { Command } from 'commander';
import type { ExitCode } from './terminal/exit-code.js';
import type { Terminal } from './terminal/terminal.js';

/** Hands the exit code of a verb's work to the program: `.action((dir, options) => runVerb(() => scanFolders(dir, options, terminal)))`. */
export type RunVerb = (work: () => ExitCode | Promise<ExitCode>) => Promise<void>;

/** Adds one verb with its arguments, options and action to the program. Lives in `<verb>.command.ts`. */
export type Verb = (program: Command, terminal: Terminal, runVerb: RunVerb) => void;
