import { runAsmp } from './program.js';
import { processTerminal } from './terminal/terminal.js';

process.exitCode = await runAsmp(process.argv.slice(2), processTerminal());
