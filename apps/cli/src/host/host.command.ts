import { withExamples } from '../terminal/examples.js';
import { withOut } from '../terminal/into-file.js';
import type { Verb } from '../verb.js';
import { LOCAL_AGENT } from './find-agent.js';
import { GROUP, withHub, type OnlineFlags } from '../online/hub-command.js';
import type { AccessFlags } from './host-access.js';
import type { RepairFlags } from './repair-host.js';

/** `asmp host repair`: for an operator on a host; `asmp host list|add|rotate|revoke|remove`: what is known, and what agents log in with. */
export const hostVerbs: Verb = (program, terminal, runVerb) => {
  const host = program
    .command('host')
    .description(
      'Agents and their hosts: what they log in with; "repair", on a host itself: what keeps its agent from its work.',
    );
  host.helpGroup(GROUP);
  const repair = host
    .command('repair')
    .description(
      'Show what in the state folder of the agent cannot be read; with --yes, repair it. Exit code 2: something is damaged still.',
    )
    .option('--agent <url>', `address of the agent (else ARCHIVESMP_AGENT, else ${LOCAL_AGENT})`)
    .option('--token-file <file>', 'file with its local_token or token (else ARCHIVESMP_AGENT_TOKEN)')
    .option('--reason <text>', 'why, for the audit of the hub')
    .option('--yes', 'repair it: fences by the number of the hub, all else is moved aside')
    .option('--json', 'one JSON document instead of text');
  withExamples(repair, [
    ['asmp host repair --token-file agent.token', 'what is damaged, and what that keeps from being done'],
    ['asmp host repair --token-file agent.token --yes --reason "the disk was full"', 'makes it sound again'],
  ]).action((flags: RepairFlags) =>
    runVerb(async () => (await import('./repair-host.js')).repairHost(flags, terminal)),
  );
  withHub(
    host
      .command('list')
      .description(
        'List every host that is known: its access, when its agent was heard, its instances, what it claims of others.',
      ),
  ).action((flags: OnlineFlags) =>
    runVerb(async () => (await import('./known-hosts.js')).listHosts(flags, terminal)),
  );
  const add = withOut(
    withHub(
      host
        .command('add')
        .description('Give the agent of a host access, and print its whole agent.yaml; it is shown once.'),
    ).argument('<name>', 'name of the host, as of its panel in amp_servers'),
  ).option('--without-panel', 'it is meant to have none: a machine of a controller elsewhere');
  withExamples(add, [
    ['asmp host add ovh --out agent.yaml', 'token, keys, and an account in Redis for its queue alone'],
  ]).action((name: string, flags: AccessFlags) =>
    runVerb(async () => (await import('./host-access.js')).giveAccess(name, 'add', flags, terminal)),
  );
  withOut(
    withHub(
      host
        .command('rotate')
        .description(
          'Replace what the agent of a host logs in with, and print its new agent.yaml; the old ends at once.',
        ),
    ).argument('<name>', 'name of the host'),
  ).action((name: string, flags: AccessFlags) =>
    runVerb(async () => (await import('./host-access.js')).giveAccess(name, 'rotate', flags, terminal)),
  );
  withHub(
    host
      .command('revoke')
      .description('Take the access of a host away: its tokens and its account in Redis end at once.'),
  )
    .argument('<name>', 'name of the host')
    .action((name: string, flags: OnlineFlags) =>
      runVerb(async () => (await import('./host-access.js')).revokeAccess(name, flags, terminal)),
    );
  withHub(
    host
      .command('remove')
      .description(
        'Take a host that is given up, or was mistyped, out of sight; what was recorded of it stays. ' +
          'Exit code 2 while something would bring it back, such as instances of a panel.',
      ),
  )
    .argument('<name>', 'name of the host')
    .action((name: string, flags: OnlineFlags) =>
      runVerb(async () => (await import('./known-hosts.js')).removeHost(name, flags, terminal)),
    );
};
