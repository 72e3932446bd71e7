import { Option } from 'commander';
import { VALUE_TYPES } from '../../edit/typed-value.js';
import { withExamples } from '../../terminal/examples.js';
import type { Verb } from '../../verb.js';
import { collected, FULL_HELP, hubCommand, type OnlineFlags } from '../hub-command.js';
import type { PlanFlags } from './plan-flags.js';

/** `asmp plan`: asks a hub for a plan and shows what it would do. */
export const planVerb: Verb = (program, terminal, runVerb) => {
  const command = hubCommand(
    program,
    'plan',
    'Make a plan of exact changes and show it; nothing is changed. Exit code 2 when something of it was refused.',
  )
    .option('--finding <id...>', 'put these findings right')
    .option('--drift <instance...>', 'put right whatever drifts on these instances; deletes no file')
    .option(
      '--delete <id...>',
      'delete the extra files of these findings; with --expect-deletions, and never with --drift',
    )
    .option('--expect-deletions <n>', 'with --delete: how many files you expect to be deleted')
    .option(
      '--desired <instance...>',
      'bring these instances to what baselines and deviations say, scanned or not; missing files are made, nothing is removed',
    )
    .option('--plugin <name...>', 'with --drift or --desired: only these plugins')
    .option(
      '--prepare',
      'lay down the files of plugins that are not installed yet, before their first boot; the JAR comes from the updater',
    )
    .option(
      '--set <part...>',
      'four words, may be repeated: INSTANCE[,INSTANCE] PLUGIN/FILE KEYPATH VALUE; _server/… is a file of the server itself',
    )
    .option('--insert', 'with --set: add the keys, which are not there yet')
    .addOption(
      new Option('--type <type>', 'with --set: type of the values (default: as YAML types them)').choices(
        VALUE_TYPES,
      ),
    )
    .option('--unset <part...>', 'three words, may be repeated: INSTANCE[,INSTANCE] PLUGIN/FILE KEYPATH')
    .option('--as-is', 'write whole texts that no server could load, too; each is named as a risk')
    .option('--file <plan.yaml>', 'changes written by hand; - reads them from stdin')
    .option('--title <text>', 'what it is for, as others will read it')
    .option('--full', FULL_HELP);
  withExamples(command, [
    ['asmp plan --drift BENT01 SMP101', 'everything that drifts on two instances'],
    ['asmp plan --desired BENT01 --plugin LuckPerms --prepare', 'the files of a plugin that is yet to come'],
    ['asmp plan --set BENT01 CMI/config.yml ReSpawn.Enabled false', 'one key of one file'],
    ['asmp plan --set A01,B01 _server/server.properties max-players 60', 'a file of the servers themselves'],
    [
      'asmp plan --unset BENT01 CMI/config.yml \'["a.b", 0]\'',
      'a key path whose keys hold dots, an item of a list',
    ],
    ['asmp plan --file plan.yaml', 'a file with title and changes:\n' + FILE_EXAMPLE],
  ]).action((flags: PlanFlags) =>
    runVerb(async () => {
      const { planOnHub } = await import('./plan-on-hub.js');
      return planOnHub(flags, terminal);
    }),
  );
};

const FILE_EXAMPLE = `          title: Respawn like everywhere else
          changes:
            - instances: [BENT01, SMP101]
              plugin: CMI
              file: config.yml
              set: { ReSpawn.Enabled: true }    (also: insert:, unset: [KEYPATH], content: |, contentFrom: FILE, remove: true)`;

interface PlansFlags extends OnlineFlags {
  readonly state?: readonly string[];
  readonly limit?: string;
  readonly full?: true;
}

/** `asmp plans`, `asmp plans show ID`. */
export const plansVerb: Verb = (program, terminal, runVerb) => {
  const command = hubCommand(program, 'plans [id]', 'List plans, newest first; with an id, show that one.')
    .option('--state <state>', 'only plans in this state; may be repeated', collected)
    .option('--limit <n>', 'how many', '20')
    .option('--full', FULL_HELP);
  withExamples(command, [
    ['asmp plans --state open', 'what waits for an approval'],
    ['asmp plans 3fa8', 'one plan; the first characters of its id are enough'],
  ]).action((id: string | undefined, flags: PlansFlags) =>
    runVerb(async () => {
      const { listPlans, showPlan } = await import('./show-plans.js');
      return id === undefined ? listPlans(flags, terminal) : showPlan(id, flags, terminal);
    }),
  );
};
