import { withExamples } from '../../terminal/examples.js';
import type { Verb } from '../../verb.js';
import { FULL_HELP, hubCommand } from '../hub-command.js';
import type { DecideFlags } from './decide-flags.js';

const HASH_HELP = 'only the plan with this hash (or this beginning, 12 characters or more)';

/** `asmp approve`, `asmp reject`: one person's word about a plan. */
export const decideVerbs: Verb = (program, terminal, runVerb) => {
  const approve = hubCommand(
    program,
    'approve',
    'Approve the plan that is shown, bound to its hash. Your own plan needs another approver.',
  )
    .argument('<plan>', 'id of the plan, or its beginning')
    .option('--comment <text>', 'why')
    .option('--hash <hash>', HASH_HELP)
    .option('--full', FULL_HELP);
  withExamples(approve, [
    ['asmp approve 3fa8', 'show the plan and approve it'],
    [
      'asmp approve 3fa8 --hash 5d41402abc4b --comment "read it twice"',
      'only when it still is the plan that was read',
    ],
  ]).action((id: string, flags: DecideFlags) =>
    runVerb(async () => (await import('./decide-plan.js')).decidePlan('approve', id, flags, terminal)),
  );
  const reject = hubCommand(program, 'reject', 'Reject a plan; one rejection is enough.')
    .argument('<plan>', 'id of the plan, or its beginning')
    .option('--comment <text>', 'why')
    .option('--hash <hash>', HASH_HELP)
    .option('--full', FULL_HELP);
  withExamples(reject, [
    ['asmp reject 3fa8 --comment "not during the event"', 'say why, others will read it'],
  ]).action((id: string, flags: DecideFlags) =>
    runVerb(async () => (await import('./decide-plan.js')).decidePlan('reject', id, flags, terminal)),
  );
};
