import { withExamples } from '../terminal/examples.js';
import type { Verb } from '../verb.js';

/** `asmp import legacy DIR --out DIR [--instances DIR]`. */
export const importCommand: Verb = (program, terminal, runVerb) => {
  const command = program
    .command('import')
    .description('Take over what an older tool has written.')
    .command('legacy')
    .argument('<dir>', 'folder with the documents of the older tool')
    .description(
      'markdown baselines, expectations JSON, workbooks, matrix and registry into baselines and deviations.yml',
    )
    .requiredOption('--out <dir>', 'new or empty folder for the result')
    .option(
      '--instances <dir>',
      'live files (<host>/<INSTANCE>/Minecraft/plugins/...) that tell which file a key belongs to',
    )
    .action((dir: string, options: { out: string; instances?: string }) =>
      runVerb(async () => {
        // loaded here so that other verbs do not pay for it
        const { importLegacyFolder } = await import('./import-legacy-folder.js');
        return importLegacyFolder({ from: dir, out: options.out, instances: options.instances }, terminal);
      }),
    );
  withExamples(command, [
    ['asmp import legacy old-documents --out imported', 'read imported/REPAIRS.md afterwards'],
    [
      'asmp import legacy old-documents --out imported --instances instances',
      'live files tell which file each key belongs to',
    ],
  ]);
};
