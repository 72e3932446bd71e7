import { withExamples } from '../../terminal/examples.js';
import type { Verb } from '../../verb.js';
import { hubCommand, type OnlineFlags } from '../hub-command.js';
import type { AssignFlags } from './assign-host.js';

/** `asmp claims`, `asmp assign|unassign`: on which host an instance lives, and who says otherwise. */
export const fleetVerbs: Verb = (program, terminal, runVerb) => {
  hubCommand(
    program,
    'claims',
    'List who says that an instance is on another host than it is on; nothing moves by it. Exit code 2 when there are such claims.',
  ).action((flags: OnlineFlags) =>
    runVerb(async () => (await import('./list-claims.js')).listClaims(flags, terminal)),
  );
  const assign = hubCommand(
    program,
    'assign',
    'Say on which host an instance lives; it counts more than what panels and agents say.',
  )
    .argument('<instance>', 'name or UUID')
    .argument('<host>', 'name of the host')
    .requiredOption('--reason <text>', 'why, for the audit');
  withExamples(assign, [
    ['asmp assign BENT01 ovh --reason "moved by hand on Saturday"', 'its files are now those of ovh'],
  ]).action((instance: string, host: string, flags: AssignFlags) =>
    runVerb(async () => (await import('./assign-host.js')).assignHost(instance, host, flags, terminal)),
  );
  hubCommand(
    program,
    'unassign',
    'Leave it to panels and agents again on which host an instance lives; it stays where it is until a panel says otherwise.',
  )
    .argument('<instance>', 'name or UUID')
    .action((instance: string, flags: OnlineFlags) =>
      runVerb(async () => (await import('./assign-host.js')).unassignHost(instance, flags, terminal)),
    );
};
