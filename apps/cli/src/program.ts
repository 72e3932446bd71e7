import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { importCommand } from './import/import-legacy.command.js';
import { dumpVerb } from './dump/dump.command.js';
import { setVerb } from './edit/set.command.js';
import { unsetVerb } from './edit/unset.command.js';
import { explainVerb } from './explain/explain.command.js';
import { addHelp } from './help.command.js';
import { noiseVerb } from './noise/noise.command.js';
import { hostVerbs } from './host/host.command.js';
import { ONLINE_VERBS } from './online/online-verbs.js';
import { outliersVerb } from './outliers/outliers.command.js';
import { scanCommand } from './scan/scan.command.js';
import { printable } from './terminal/printable.js';
import { EXIT, type ExitCode } from './terminal/exit-code.js';
import type { Terminal } from './terminal/terminal.js';
import { secretsVerb } from './secrets/secrets.command.js';
import type { Verb } from './verb.js';

/** Every verb of the program: one file each, registered by one line here. */
const VERBS: readonly Verb[] = [
  scanCommand,
  explainVerb,
  outliersVerb,
  noiseVerb,
  secretsVerb,
  dumpVerb,
  setVerb,
  unsetVerb,
  importCommand,
  ...ONLINE_VERBS,
  hostVerbs,
];

const HELP_HEADER = `
The first verbs work on plain folders, the others on a running hub. asmp help <verb> tells more about a verb.

Exit codes: 0 done and nothing differs, 2 drift was found, 1 it could not be done (the message says why);
on a hub, 2 is what did not succeed or was refused.
Colours and progress appear on a terminal only; NO_COLOR=1 switches colours off.`;

/**
 * Runs one command line (without `node` and the script) and returns the exit code of the process.
 * A verb that throws ends as one clear line on stderr and exit code 1, never as a stack trace.
 */
export async function runAsmp(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = new Command('asmp')
    .description(
      'Reads, compares and edits plugin configuration: in plain folders, and on a fleet through its hub.',
    )
    .version(version(), '--version', 'print the version')
    .usage('<verb> [options]')
    .addHelpText('after', HELP_HEADER)
    .showHelpAfterError('(asmp help lists the verbs, asmp help <verb> their options)')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.message(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, 'asmp: ')),
    });
  for (const verb of VERBS) {
    verb(program, terminal, async (work) => {
      exitCode = await work();
    });
  }
  addHelp(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    await terminal.flush();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      await terminal.flush();
      return error.exitCode === 0 ? EXIT.ok : EXIT.error;
    }
    const message = error instanceof Error ? error.message : String(error);
    terminal.message(`asmp: ${message.split('\n').map(printable).join('\n')}`);
    await terminal.flush();
    return EXIT.error;
  }
}

function version(): string {
  const packageFile = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(packageFile) as { version: string }).version;
}
