import { availableParallelism } from 'node:os';
import { PROBLEM_EXIT, printProblems } from '../scan/print-problems.js';
import { threadCount } from '../scan/scan.command.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { withExamples } from '../terminal/examples.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Verb } from '../verb.js';

interface OutlierFlags {
  readonly instances: string;
  readonly baselines?: string;
  readonly deviations?: string;
  readonly plugin?: string;
  readonly instance?: string;
  readonly workers?: number;
  readonly json?: true;
}

/** `asmp outliers`: the one of twenty that differs, without a baseline. */
export const outliersVerb: Verb = (program, terminal, runVerb) => {
  const command = program
    .command('outliers')
    .description('Compare instances with each other, no baseline needed; exit code 2 when some are odd.')
    .requiredOption('--instances <dir>', 'instances: <host>/<INSTANCE>/Minecraft/plugins/<Plugin>/<path>')
    .option(
      '--baselines <dir>',
      'files that have a baseline are left to the comparison with it, as in a scan',
    )
    .option('--deviations <file>', 'tags group the instances; its ignore rules hold here, too')
    .option('--plugin <name>', 'only this plugin')
    .option('--instance <name>', 'only what is odd on this instance')
    .option('--workers <n>', 'threads to use', threadCount)
    .option('--json', 'one JSON document instead of text')
    .action((flags: OutlierFlags) => runVerb(() => findOutliers(flags, terminal)));
  withExamples(command, [
    ['asmp outliers --instances instances', 'every key on which one instance differs from most others'],
    [
      'asmp outliers --instances instances --deviations deviations.yml --plugin LuckPerms --json',
      'one plugin, instances of one tag compared among themselves, for a script',
    ],
  ]);
};

async function findOutliers(flags: OutlierFlags, terminal: Terminal): Promise<ExitCode> {
  // loaded here so that other verbs do not pay for it
  const { scanFolders } = await import('../scan/scan-folders.js');
  const outcome = await scanFolders(
    {
      ...flags,
      workers: flags.workers ?? Math.min(availableParallelism(), 4),
      now: new Date().toISOString(),
    },
    (tasks) => terminal.progress('comparing plugins', tasks),
  );
  const { outliersAsJson, printOutliers } = await import('./print-outliers.js');
  if (flags.json) terminal.print(outliersAsJson(outcome));
  else await printOutliers(outcome, terminal);
  printProblems(outcome.problems, terminal);
  if (outcome.problems.some(({ kind }) => PROBLEM_EXIT[kind] === 'error')) return EXIT.error;
  return outcome.outliers.length > 0 ? EXIT.drift : EXIT.ok;
}
