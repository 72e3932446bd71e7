import type { ConfigView } from '@archivesmp/config-text';
import { CONFIG_FORMATS, type ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { Option } from 'commander';
import { withExamples } from '../terminal/examples.js';
import { intoFile, withOut, type OutFlags } from '../terminal/into-file.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Verb } from '../verb.js';
import { separatorOption } from '../edit/edit-options.js';
import { dumpFile } from './dump-file.js';
import { dumpAsJson, dumpForPeople } from './dump-lines.js';
import { fileList } from './file-list.js';

interface DumpFlags extends OutFlags {
  readonly view: ConfigView;
  readonly separator: string;
  readonly format?: ConfigFormat;
  readonly filesFrom?: string;
  readonly json?: true;
}

export const dumpVerb: Verb = (program, terminal, runVerb) => {
  const command = withOut(program.command('dump'))
    .description('Show every value of configuration files as the game server reads it.')
    .argument('[file...]', 'files to read; - for standard input, with --format')
    .addOption(
      new Option('--view <view>', 'plain: the tree of the file; bukkit: what getConfig() sees (YAML only)')
        .choices(['plain', 'bukkit'])
        .default('plain'),
    )
    .addOption(separatorOption())
    .addOption(
      new Option('--format <format>', 'read as this format, whatever the name ends with').choices(
        CONFIG_FORMATS,
      ),
    )
    .option('--files-from <list>', 'read more file names from this file, one a line; - for standard input')
    .option('--json', 'one JSON object a line and file')
    .action((files: string[], flags: DumpFlags) =>
      runVerb(() => intoFile(flags, terminal, (to) => dumpFiles(files, flags, to))),
    );
  withExamples(command, [
    ['asmp dump server.properties', 'every key with type and value, and what is odd about the file'],
    ['ssh host cat config.yml | asmp dump - --format yaml', 'a file that is not here'],
    ['asmp dump --view bukkit --json plugins/Essentials/config.yml', 'what getConfig() of the plugin sees'],
    ["find plugins -name '*.yml' | asmp dump --json --files-from -", 'many files, one JSON object a line'],
  ]);
};

/** How many files are dumped before the reader of stdout is waited for: bounds what is held in memory. */
const FILES_PER_FLUSH = 16;

/** 0 also for files that are unreadable as configuration, for that is a result; 1 when a file cannot be opened. */
async function dumpFiles(files: readonly string[], flags: DumpFlags, terminal: Terminal): Promise<ExitCode> {
  if (files.length === 0 && flags.filesFrom === undefined)
    throw new Error('name at least one file, or --files-from');
  const progress = terminal.progress('reading', flags.filesFrom === undefined ? files.length : 0);
  let exitCode: ExitCode = EXIT.ok;
  let count = 0;
  for await (const file of fileList(files, flags.filesFrom)) {
    const dump = dumpFile(file, flags);
    if (dump.state === 'unreadable' && dump.missing) exitCode = EXIT.error;
    terminal.print(flags.json ? dumpAsJson(dump) : dumpForPeople(dump, terminal.colors));
    progress.advance();
    if (++count % FILES_PER_FLUSH === 0) await terminal.flush();
  }
  progress.done();
  return exitCode;
}
