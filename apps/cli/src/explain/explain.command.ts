import { printable } from '../terminal/printable.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { withExamples } from '../terminal/examples.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Verb } from '../verb.js';
import type { ExplainRequest } from './explain-key.js';

interface ExplainFlags extends Omit<ExplainRequest, 'file' | 'key' | 'instance' | 'now'> {
  readonly json?: true;
}

/** `asmp explain PLUGIN/FILE KEY INSTANCE`: why a key should be what it should be. */
export const explainVerb: Verb = (program, terminal, run) => {
  const command = program
    .command('explain')
    .description('Say what one key should be on one instance, every scope that spoke, and who won.')
    .argument('<plugin/file>', 'baseline file: LevelledMobs/settings.yml')
    .argument('<keypath>', 'keys joined by dots (\\. is a dot inside a key), or a JSON array')
    .argument('<instance>', 'name of the instance')
    .requiredOption('--baselines <dir>', 'baselines: <Plugin>/<path>')
    .option('--deviations <file>', 'documented deviations (deviations.yml)')
    .option('--instances <dir>', 'folder of instances: shows also what the key is, and knows its host')
    .option('--host <name>', 'host of the instance, where --instances does not tell')
    .option('--json', 'one JSON document instead of text')
    .action((file: string, key: string, instance: string, flags: ExplainFlags) =>
      run(() =>
        explainOne({ ...flags, file, key, instance, now: new Date().toISOString() }, flags, terminal),
      ),
    );
  withExamples(command, [
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

/** 2 when the instance has another value than it should, 1 when nobody can say what it should be or is. */
async function explainOne(
  request: ExplainRequest,
  flags: ExplainFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  // loaded here so that other verbs do not pay for it
  const { explainKey } = await import('./explain-key.js');
  const { explanationAsJson, printExplanation } = await import('./print-explanation.js');
  const explained = explainKey(request);
  if (flags.json) terminal.print(explanationAsJson(explained));
  else printExplanation(explained, terminal);
  for (const remark of explained.remarks) terminal.say(`asmp: ${printable(remark)}`);
  const { outcome } = explained.explanation;
  const isUnknown = explained.actual?.state === 'unknown' && outcome !== 'not_expected_here';
  if (isUnknown || outcome === 'conflict' || outcome === 'unreadable') return EXIT.error;
  return explained.isDrifted ? EXIT.drift : EXIT.ok;
}
