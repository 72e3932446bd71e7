import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { withExamples } from '../terminal/examples.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Verb } from '../verb.js';
import { PROBLEM_EXIT, printProblems } from './print-problems.js';

interface ScanOptions {
  readonly baselines: string;
  readonly deviations?: string;
  readonly instances: string;
  readonly json?: true;
  readonly outliers?: true;
  readonly workers?: number;
  readonly plugin?: string;
  readonly instance?: string;
  readonly index?: string;
}

/** `asmp scan`: compares folders of instances with baselines and deviations. */
export const scanCommand: Verb = (program, terminal, runVerb) => {
  const command = program
    .command('scan')
    .description('what differs from the baselines, and where; exit code 2 when something drifted')
    .requiredOption('--baselines <dir>', 'baselines: <Plugin>/<path>')
    .requiredOption('--instances <dir>', 'instances: <host>/<INSTANCE>/Minecraft/plugins/<Plugin>/<path>')
    .option('--deviations <file>', 'documented deviations (deviations.yml)')
    .option('--outliers', 'list every odd one out instead of counting them by plugin')
    .option('--json', 'one JSON document instead of text')
    .option('--workers <n>', `threads to use; without it ${DEFAULT_THREADS}, or 1 on one core`, threadCount)
    .option('--plugin <name>', 'only this plugin')
    .option('--instance <name>', 'only this instance')
    .option('--index <file>', 'remember what was seen, so that an unchanged file is not read again')
    .action((options: ScanOptions) => runVerb(() => scan(options, terminal)));
  withExamples(command, [
    [
      'asmp scan --baselines baselines --instances instances',
      'a matrix of plugins and instances, then every difference',
    ],
    [
      'asmp scan --baselines baselines --instances instances --deviations deviations.yml --plugin CMI --instance BENT01',
      'one plugin on one instance; documented differences are no drift',
    ],
    [
      'asmp scan --baselines baselines --instances instances --index scan.index --json',
      'for a script that runs often: what did not change is not read again',
    ],
  ]);
};

/** More threads gain little: opening files is most of the work, and each has a memory of its own. */
const DEFAULT_THREADS = 2;

async function scan(options: ScanOptions, terminal: Terminal): Promise<ExitCode> {
  // loaded here so that other verbs do not pay for it
  const { scanFolders } = await import('./scan-folders.js');
  const outcome = await scanFolders(
    {
      ...options,
      workers: options.workers ?? Math.min(availableParallelism(), DEFAULT_THREADS),
      now: new Date().toISOString(),
    },
    (tasks) => terminal.progress('scanning plugins', tasks),
  );
  if (options.json) {
    const { printJson } = await import('./print-json.js');
    await printJson(outcome, terminal);
  } else {
    const { printScan } = await import('./print-scan.js');
    await printScan(outcome, terminal, { listsOutliers: options.outliers === true });
  }
  printProblems(outcome.problems, terminal);
  if (outcome.problems.some(({ kind }) => PROBLEM_EXIT[kind] === 'error')) return EXIT.error;
  const isBroken = outcome.problems.some(({ kind }) => PROBLEM_EXIT[kind] === 'breach');
  return isBroken || outcome.findings.some(({ status }) => status === 'drift') ? EXIT.drift : EXIT.ok;
}

/** The value of `--workers`. @throws InvalidArgumentError when it is no whole number from 1 to 64 */
export function threadCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 64)
    throw new InvalidArgumentError('must be a number from 1 to 64');
  return count;
}
