import { withExamples } from '../terminal/examples.js';
import type { Verb } from '../verb.js';

/** What `asmp secrets check` is asked. */
export interface SecretsFlags {
  readonly deviations?: string;
  readonly as?: string;
  readonly key?: string;
  readonly value?: string;
  readonly plugin?: string;
  readonly instance?: string;
  readonly all?: true;
  readonly json?: true;
}

/** `asmp secrets check`: what would be hidden, and why; no value is shown. */
export const secretsVerb: Verb = (program, terminal, runVerb) => {
  const command = program
    .command('secrets')
    .description(
      'Say which values are hidden from every reader, by which rule, shape or name. Shows no value.',
    )
    .command('check')
    .argument('[path...]', 'folders of instances or baselines, or single files')
    .description('what would be hidden of folders, files or one typed key, and why; no value is shown')
    .option(
      '--deviations <file>',
      'the rules under "secrets:" of this deviations.yml; tells which match nothing',
    )
    .option('--as <plugin/file>', 'where the one file, or the key, belongs: CMI/config.yml')
    .option('--key <keypath>', 'a key instead of a path: keys joined by dots, or a JSON array')
    .option('--value <text>', 'with --key: its value; - for standard input, which stays out of the history')
    .option('--plugin <name>', 'only this plugin')
    .option('--instance <name>', 'only this instance')
    .option('--all', 'every value, also those that are plainly no secret')
    .option('--json', 'one JSON document instead of text')
    .action((paths: string[], flags: SecretsFlags) =>
      runVerb(async () => {
        // loaded here so that other verbs do not pay for it
        const { checkPaths } = await import('./check-paths.js');
        const { checkKey } = await import('./check-key.js');
        if (flags.key !== undefined) return checkKey({ ...flags, key: flags.key, paths }, terminal);
        if (flags.value !== undefined) throw new Error('secrets check: --value goes with --key');
        return checkPaths(paths, flags, terminal);
      }),
    );
  withExamples(command, [
    [
      'asmp secrets check instances --deviations deviations.yml',
      'everything that is hidden on a fleet, and which rules match nothing (exit code 2)',
    ],
    [
      'asmp secrets check plugins/Vault/config.yml --deviations deviations.yml --all',
      'every value of one file: shown or hidden, and why',
    ],
    [
      'asmp secrets check --as Vault/config.yml --key colour --value - --deviations deviations.yml',
      'one value that is typed, without a file',
    ],
  ]);
};
