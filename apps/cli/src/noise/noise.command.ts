import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { withExamples } from '../terminal/examples.js';
import { intoFile, withOut, type OutFlags } from '../terminal/into-file.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Verb } from '../verb.js';
import { jsonText } from '../terminal/json-text.js';

interface NoiseFlags extends OutFlags {
  readonly before: string;
  readonly after: string;
  readonly json?: true;
}

/** `asmp noise`: which differences a server makes by itself, as ignore rules that a person may accept. */
export const noiseVerb: Verb = (program, terminal, runVerb) => {
  const command = withOut(program.command('noise'))
    .description('Propose ignore rules for what servers rewrite by themselves, from copies around a restart.')
    .requiredOption('--before <dir>', 'copy from before: <host>/<INSTANCE>/Minecraft/…')
    .requiredOption('--after <dir>', 'the same instances after a restart, with no edits between')
    .option('--json', 'one JSON document instead of lines for deviations.yml')
    .action((flags: NoiseFlags) => runVerb(() => intoFile(flags, terminal, (to) => proposeRules(flags, to))));
  withExamples(command, [
    ['asmp noise --before copy-1 --after copy-2', 'rules to look through and paste into deviations.yml'],
    ['asmp noise --before copy-1 --after copy-2 --json', 'the same for a script'],
  ]);
};

async function proposeRules({ before, after, json }: NoiseFlags, terminal: Terminal): Promise<ExitCode> {
  // loaded here so that other verbs do not pay for it
  const { learnNoise } = await import('@archivesmp/drift');
  const { findInstances } = await import('../scan/fleet-folder.js');
  const { restartedFiles } = await import('./restarted-files.js');
  const { ignoreLines } = await import('./ignore-lines.js');
  const proposals = learnNoise(restartedFiles(await findInstances(before), await findInstances(after)));
  if (json) terminal.print(jsonText({ proposals }));
  else for (const line of ignoreLines(proposals)) terminal.print(line);
  return EXIT.ok;
}
