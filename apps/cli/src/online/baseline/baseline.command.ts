import { withExamples } from '../../terminal/examples.js';
import { intoFile, withOut } from '../../terminal/into-file.js';
import type { Verb } from '../../verb.js';
import { hubGroup, type OnlineFlags, withHub } from '../hub-command.js';
import { addLifeOfBaselines } from './baseline-life.command.js';
import type { CaptureFlags, SaveFlags, ShowFlags } from './baseline-flags.js';

/** `asmp baseline …`: what the plugins' files should contain everywhere. */
export const baselineVerbs: Verb = (program, terminal, runVerb) => {
  const baseline = hubGroup(
    program,
    'baseline',
    'Baselines: list, show, save, capture from an instance, delete, and take back.',
  ).usage('<verb> [options]');
  withHub(baseline.command('list').description('List baseline files with their revisions.'))
    .argument('[plugin]', 'only of this plugin')
    .action((plugin: string | undefined, flags: OnlineFlags) =>
      runVerb(async () => (await import('./show-baselines.js')).listBaselines(plugin, flags, terminal)),
    );
  const show = withOut(
    withHub(
      baseline
        .command('show')
        .description('A baseline file as it is, to the byte; its revision goes to stderr.'),
    ),
  )
    .argument('<plugin/file>', 'such as LuckPerms/config.yml, or deviations.yml')
    .option('--at <version>', 'what it was after this change, as log tells it');
  withExamples(show, [
    ['asmp baseline show LuckPerms/config.yml --out config.yml', 'a copy to work on'],
  ]).action((named: string, flags: ShowFlags) =>
    runVerb(async () => {
      const { showBaseline } = await import('./show-baselines.js');
      return intoFile(flags, terminal, (to) => showBaseline(named, flags, to));
    }),
  );
  const save = withHub(
    baseline
      .command('save')
      .description(
        'Save a baseline file, or deviations.yml. Exit code 1 with the difference when another change came first.',
      ),
  )
    .argument('<plugin/file>', 'such as LuckPerms/config.yml, or deviations.yml')
    .argument('<local-file>', 'the new content; - reads it from stdin')
    .option('--revision <revision>', 'the revision that you changed, as show and list tell it')
    .option('--new', 'there is none of this name yet')
    .option('--reason <text>', 'kept with the change');
  withExamples(save, [
    ['asmp baseline save LuckPerms/config.yml config.yml --revision d41d8c…', 'what show gave, changed'],
    [
      'asmp baseline save deviations.yml deviations.yml --revision d41d8c…',
      'each mistake is told with its line',
    ],
  ]).action((named: string, file: string, flags: SaveFlags) =>
    runVerb(async () => (await import('./save-baseline.js')).saveBaseline(named, file, flags, terminal)),
  );
  const capture = withHub(
    baseline
      .command('capture')
      .description(
        'Make the baseline of a plugin what an instance has: shows the difference and what is not taken; --save saves it. ' +
          'On a hub, or with --baselines and --instances on folders. Exit code 2 when a file needs a decision.',
      ),
  )
    .argument('<plugin>', 'name of the plugin')
    .option('--from <instance>', 'the instance (default: the development instance)')
    .option('--file <file...>', 'only these files, relative to the folder of the plugin')
    .option(
      '--take <part...>',
      'two words, may be repeated: FILE KEYPATH; take it although it looks per server',
    )
    .option(
      '--variable <part...>',
      'three words, may be repeated: FILE KEYPATH NAME; put this variable in its place',
    )
    .option('--reason <text>', 'kept with the change, on a hub')
    .option('--baselines <dir>', 'folder of baselines: <Plugin>/<path>; left out: those of a running hub')
    .option('--instances <dir>', 'with --baselines: folder of instances')
    .option('--deviations <file>', 'with --baselines: documented deviations (deviations.yml)')
    .option('--save [etag]', 'save; with the etag of a preview: only if it would still be exactly that');
  withExamples(capture, [
    ['asmp baseline capture LuckPerms --from DEV01', 'what would change'],
    ['asmp baseline capture LuckPerms --variable config.yml data.password DB_PASSWORD --save', 'and save it'],
    [
      'asmp baseline capture LuckPerms --from DEV01 --baselines baselines --instances instances --save',
      'on folders, without a hub',
    ],
  ]).action((plugin: string, flags: CaptureFlags) =>
    runVerb(async () => (await import('./capture-baseline.js')).captureFromHub(plugin, flags, terminal)),
  );
  addLifeOfBaselines(baseline, terminal, runVerb);
};
