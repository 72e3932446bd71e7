import { withExamples } from '../terminal/examples.js';
import type { Verb } from '../verb.js';
import { LOCAL_AGENT } from './find-agent.js';
import type { RepairFlags } from './repair-host.js';

/** `asmp host repair`: for whoever stands on a host. */
export const hostVerbs: Verb = (program, terminal, run) => {
  const host = program.command('host').description('What keeps the agent of this host from its work.');
  host.helpGroup('On a host with an agent:');
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
    run(async () => (await import('./repair-host.js')).repairHost(flags, terminal)),
  );
};
