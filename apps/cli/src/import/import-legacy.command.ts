import type { Verb } from '../verb.js';
import { importLegacyFolder } from './import-legacy-folder.js';

/** `asmp import legacy DIR --out DIR [--instances DIR]`. */
export const importCommand: Verb = (program, terminal, run) => {
  program
    .command('import')
    .description('take over what an older tool has written')
    .command('legacy <dir>')
    .description(
      'markdown baselines, expectations JSON, workbooks, matrix and registry into baselines and deviations.yml',
    )
    .requiredOption('--out <dir>', 'new or empty folder for the result')
    .option(
      '--instances <dir>',
      'live files (<host>/<INSTANCE>/Minecraft/plugins/...) that tell which file a key belongs to',
    )
    .action((dir: string, options: { out: string; instances?: string }) =>
      run(() => importLegacyFolder({ from: dir, out: options.out, instances: options.instances }, terminal)),
    );
};
