import { withExamples } from '../../terminal/examples.js';
import type { Verb } from '../../verb.js';
import { hubCommand } from '../hub-command.js';
import type { RenderFlags } from './render-flags.js';

/** `asmp render`: what the configuration of an instance should be, as files. */
export const renderVerb: Verb = (program, terminal, run) => {
  const command = hubCommand(
    program,
    'render <instance> [plugin/file]',
    'What the configuration of an instance should be: the list, one file, or all of them in a folder. Exit code 2 when something ' +
      'cannot be rendered.',
  ).option('--out <folder>', 'write the files into this folder, which must be new or empty');
  withExamples(command, [
    ['asmp render BENT01', 'every file with its size and sha256'],
    ['asmp render BENT01 CMI/config.yml > config.yml', 'one of them'],
    ['asmp render BENT01 --out bent01', 'all of them, with metadata.json'],
  ]).action((instance: string, file: string | undefined, flags: RenderFlags) =>
    run(async () => (await import('./render-on-hub.js')).renderOnHub(instance, file, flags, terminal)),
  );
};
