import type { Command } from 'commander';
import { withExamples } from '../../terminal/examples.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { RunVerb } from '../../verb.js';
import { withHub } from '../hub-command.js';
import type {
  AdoptBaselineFlags,
  DeleteFlags,
  LogFlags,
  SetFlags,
  RestoreBaselineFlags,
} from './baseline-flags.js';

const WHY = 'kept with the change';

/** What becomes of baselines over time: log, delete, restore, undo, set. */
export function addLifeOfBaselines(baseline: Command, terminal: Terminal, runVerb: RunVerb): void {
  withHub(baseline.command('log').description('Who changed baselines and deviations.yml, when and why.'))
    .argument('[name]', 'only of this plugin, of PLUGIN/FILE, or of deviations.yml')
    .option('--limit <n>', 'how many (default: 20)')
    .action((named: string | undefined, flags: LogFlags) =>
      runVerb(async () => (await import('./baseline-life.js')).logOfBaselines(named, flags, terminal)),
    );
  withHub(
    baseline
      .command('delete')
      .description('Delete a baseline file. No server is changed; undo brings it back.'),
  )
    .argument('<plugin/file>', 'such as LuckPerms/config.yml')
    .option('--revision <revision>', 'the revision that you want deleted, as show and list tell it')
    .option('--reason <text>', WHY)
    .action((named: string, flags: DeleteFlags) =>
      runVerb(async () => (await import('./baseline-life.js')).deleteBaseline(named, flags, terminal)),
    );
  const restore = withHub(
    baseline
      .command('restore')
      .description('Make a file what it was after a change, also when it was deleted since.'),
  )
    .argument('<version>', 'number of the change, as log tells it')
    .option('--reason <text>', WHY);
  withExamples(restore, [
    ['asmp baseline log CMI/config.yml', 'which versions there are'],
    ['asmp baseline restore 17 --reason "the new limits were too low"', 'and back to one of them'],
  ]).action((version: string, flags: RestoreBaselineFlags) =>
    runVerb(async () =>
      (await import('./baseline-life.js')).restoreBaseline('restore', version, flags, terminal),
    ),
  );
  withHub(
    baseline
      .command('undo')
      .description('Take back the last change of a file. Exit code 2 when it was changed since.'),
  )
    .argument('<version>', 'number of the change, as log tells it')
    .option('--reason <text>', WHY)
    .action((version: string, flags: RestoreBaselineFlags) =>
      runVerb(async () =>
        (await import('./baseline-life.js')).restoreBaseline('undo', version, flags, terminal),
      ),
    );
  const adopt = withHub(
    baseline
      .command('adopt')
      .description(
        'Take over what others did in the bucket. Exit code 2 when something is left; it says why.',
      ),
  )
    .argument('[file...]', 'PLUGIN/FILE or deviations.yml')
    .option('--all', 'everything that the hub refuses now')
    .requiredOption('--reason <text>', 'why it is right; kept with the change');
  withExamples(adopt, [
    ['asmp baseline adopt CMI/config.yml --reason "mia edited it in the bucket"', 'one file'],
    ['asmp baseline adopt --all --reason "first import"', 'all that was put into the bucket'],
  ]).action((files: string[], flags: AdoptBaselineFlags) =>
    runVerb(async () => (await import('./baseline-life.js')).adoptBaselines(files, flags, terminal)),
  );
  withHub(baseline.command('set').description('A version of the whole set: every file with its sha256.'))
    .option('--at <version>', 'as this change left it (default: as it is now)')
    .action((flags: SetFlags) =>
      runVerb(async () => (await import('./baseline-life.js')).setOfBaselines(flags, terminal)),
    );
}
