import { printable } from '../terminal/printable.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { withExamples } from '../terminal/examples.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Verb } from '../verb.js';
import type { OnlineFlags } from '../online/hub-command.js';
import type { ExplainRequest } from './explain-key.js';

type FolderFlags = Omit<ExplainRequest, 'file' | 'key' | 'instance' | 'now' | 'baselines'>;

interface ExplainFlags extends FolderFlags, OnlineFlags {
  readonly baselines?: string;
}

/** `asmp explain PLUGIN/FILE KEY INSTANCE`: why a key should be what it should be. */
export const explainVerb: Verb = (program, terminal, runVerb) => {
  const command = program
    .command('explain')
    .description('Say what one key should be on one instance, every scope that spoke, and who won.')
    .argument('<plugin/file>', 'baseline file: LevelledMobs/settings.yml')
    .argument('<keypath>', 'keys joined by dots (\\. is a dot inside a key), or a JSON array')
    .argument('<instance>', 'name of the instance')
    .option('--baselines <dir>', 'baselines: <Plugin>/<path>; left out: those of a running hub')
    .option('--deviations <file>', 'documented deviations (deviations.yml)')
    .option('--instances <dir>', 'folder of instances: shows also what the key is, and knows its host')
    .option('--host <name>', 'host of the instance, where --instances does not tell')
    .option('--hub <url>', 'address of the hub (else ARCHIVESMP_HUB, else the one ./dev up started here)')
    .option('--token-file <file>', 'file with an API token (else ARCHIVESMP_TOKEN)')
    .option('--json', 'one JSON document instead of text')
    .action((file: string, key: string, instance: string, flags: ExplainFlags) =>
      runVerb(async () => {
        const { baselines } = flags;
        if (baselines !== undefined)
          return explainOne(
            { ...flags, baselines, file, key, instance, now: new Date().toISOString() },
            flags,
            terminal,
          );
        refuseFolders(flags);
        const { explainOnHub } = await import('./explain-on-hub.js');
        return explainOnHub({ file, key, instance }, flags, terminal);
      }),
    );
  withExamples(command, [
    ['asmp explain CMI/config.yml ReSpawn.Enabled BENT01', 'by what the hub has saved'],
    [
      'asmp explain CoreProtect/config.yml mysql-host BENT01 --baselines baselines --deviations deviations.yml',
      'what the key should be on BENT01 and who says so',
    ],
    [
      'asmp explain Essentials/config.yml \'["kits", "my.kit", "delay"]\' HUB01 --baselines baselines --instances instances',
      'a key with a dot in its name; compared with what HUB01 has',
    ],
  ]);
};

/** @throws Error for options that say something about folders only */
function refuseFolders({ deviations, instances, host }: ExplainFlags): void {
  if (deviations ?? instances ?? host)
    throw new Error('explain: --deviations, --instances and --host go with --baselines; a hub has its own');
}

/** 2 when the instance has another value than it should, 1 when what it should be or is cannot be known. */
async function explainOne(
  request: ExplainRequest,
  flags: ExplainFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  // loaded here so that other verbs do not pay for it
  const { explainKey } = await import('./explain-key.js');
  const { explanationAsJson, printExplanation, printedExplanation } = await import('./print-explanation.js');
  const explained = await explainKey(request);
  const printed = printedExplanation(explained);
  if (flags.json) terminal.print(explanationAsJson(printed));
  else printExplanation(printed, terminal);
  for (const remark of explained.remarks) terminal.message(`asmp: ${printable(remark)}`);
  const { outcome } = explained.explanation;
  const isUnknown = explained.actual?.state === 'unknown' && outcome !== 'not_expected_here';
  if (isUnknown || outcome === 'conflict' || outcome === 'unreadable') return EXIT.error;
  return explained.isDrifted ? EXIT.drift : EXIT.ok;
}
