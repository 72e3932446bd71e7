import { CAUSES, SEVERITIES } from '@archivesmp/contracts/vocabulary';
import { Option } from 'commander';
import { withExamples } from '../../terminal/examples.js';
import type { Verb } from '../../verb.js';
import { hubCommand, hubGroup, withHub } from '../hub-command.js';
import type { FindingDecision } from './decide-finding.js';
import type { FindingDecisionFlags, FindingsFlags } from './finding-flags.js';

/** `asmp findings`, and `asmp finding keep|unkeep|ignore|unignore`. */
export const findingVerbs: Verb = (program, terminal, runVerb) => {
  const list = hubCommand(
    program,
    'findings',
    'What differs on a running hub, and why; by severity: critical, high, medium, low.',
  )
    .option('--instance <name>', 'only on this instance')
    .option('--plugin <name>', 'only of this plugin')
    .addOption(new Option('--severity <severity...>', 'only of these severities').choices(SEVERITIES))
    .addOption(new Option('--cause <cause...>', 'only what came up so').choices(CAUSES))
    .option('--documented', 'what a deviation allows, in place of drift')
    .option('--grouped', 'alike ones of several instances as one')
    .option('--count', 'how many, by severity and by cause, in place of the list')
    .option('--limit <n>', 'how many (default: 20)');
  withExamples(list, [
    ['asmp findings --cause changed_between', 'changes that were not made through the hub'],
    ['asmp findings --count', 'how many came up by which cause'],
    ['asmp findings --instance BENT01 --severity critical high', 'the urgent ones of one instance'],
  ]).action((flags: FindingsFlags) =>
    runVerb(async () => (await import('./show-findings.js')).listFindings(flags, terminal)),
  );

  const group = hubGroup(
    program,
    'finding',
    'One finding: keep it as intended, ignore it, take that back.',
  ).usage('<verb> [options]');
  const decideFinding = async (way: FindingDecision, id: string, flags: FindingDecisionFlags) =>
    (await import('./decide-finding.js')).decideFinding(way, id, flags, terminal);
  withHub(
    group.command('keep').description('Write down that it is meant so: a key, a whole file or a plugin.'),
  )
    .argument('<id>', 'id of the finding, or its beginning')
    .option('--reason <text>', 'why it is meant so')
    .option('--owner <name>', 'who answers for it (default: you)')
    .option('--until <date>', 'from this day on it counts no more')
    .option('--whole-file', 'keep the whole file of the key: its content is its own from now on')
    .action((id: string, flags: FindingDecisionFlags) => runVerb(() => decideFinding('keep', id, flags)));
  withHub(group.command('unkeep').description('Take "keep as intended" back.'))
    .argument('<id>', 'id of the finding, or its beginning')
    .option('--reason <text>', 'why it is no longer meant so')
    .action((id: string, flags: FindingDecisionFlags) => runVerb(() => decideFinding('unkeep', id, flags)));
  withHub(group.command('ignore').description('Never show a whole file that is too many or missing again.'))
    .argument('<id>', 'id of the finding, or its beginning')
    .option('--reason <text>', 'why it is none')
    .option('--everywhere', 'on every instance')
    .action((id: string, flags: FindingDecisionFlags) => runVerb(() => decideFinding('ignore', id, flags)));
  withHub(
    group
      .command('unignore')
      .description(
        'Take "ignore" back, here or everywhere. asmp audit list --action finding.ignored shows what was ignored, with the ids.',
      ),
  )
    .argument('<id>', 'id of the finding, or its beginning')
    .option('--reason <text>', 'why it is one after all')
    .action((id: string, flags: FindingDecisionFlags) => runVerb(() => decideFinding('unignore', id, flags)));
};
