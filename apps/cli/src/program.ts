import { Command, CommanderError } from 'commander';
import { importCommand } from './import/import-legacy.command.js';
import { dumpVerb } from './dump/dump.command.js';
import { setVerb } from './edit/set.command.js';
import { unsetVerb } from './edit/unset.command.js';
import { scanCommand } from './scan/scan.command.js';
import { EXIT, type ExitCode } from './terminal/exit-code.js';
import type { Terminal } from './terminal/terminal.js';
import type { Verb } from './verb.js';

/** Every verb of the program: one file each, registered by one line here. */
const VERBS: readonly Verb[] = [dumpVerb, setVerb, unsetVerb, importCommand, scanCommand];

/**
 * Runs one command line (without `node` and the script) and returns the exit code of the process.
 * A verb that throws ends as one clear line on stderr and exit code 1, never as a stack trace.
 */
export async function runAsmp(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = new Command('asmp')
    .description('Reads, compares and edits plugin configuration in plain folders.')
    .showHelpAfterError('(asmp --help lists the verbs)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
    });
  for (const verb of VERBS) {
    verb(program, terminal, async (work) => {
      exitCode = await work();
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    await terminal.flush();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      await terminal.flush();
      return error.exitCode === 0 ? EXIT.ok : EXIT.error;
    }
    terminal.say(`asmp: ${error instanceof Error ? error.message : String(error)}`);
    await terminal.flush();
    return EXIT.error;
  }
}
