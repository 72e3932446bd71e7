import { withExamples } from '../../terminal/examples.js';
import { intoFile } from '../../terminal/into-file.js';
import type { Verb } from '../../verb.js';
import { hubCommand } from '../hub-command.js';
import type { RenderFlags } from './render-flags.js';

/** `asmp render`: what the configuration of an instance should be, as files. */
export const renderVerb: Verb = (program, terminal, runVerb) => {
  const command = hubCommand(
    program,
    'render <instance> [plugin/file]',
    'What the configuration of an instance should be: the list, one file, or all of them in a folder. Exit code 2 when something ' +
      'cannot be rendered.',
  ).option(
    '--out <path>',
    'write all files into this folder, which must be new or empty; of one file: into this new file, readable for you alone',
  );
  withExamples(command, [
    ['asmp render BENT01', 'every file with its size and sha256'],
    ['asmp render BENT01 CMI/config.yml --out config.yml', 'one of them'],
    ['asmp render BENT01 --out bent01', 'all of them, with metadata.json'],
  ]).action((instance: string, file: string | undefined, flags: RenderFlags) =>
    runVerb(async () => {
      const { renderFile, renderOnHub } = await import('./render-on-hub.js');
      return file === undefined
        ? renderOnHub(instance, flags, terminal)
        : intoFile(flags, terminal, (to) => renderFile(instance, file, flags, to));
    }),
  );
};
