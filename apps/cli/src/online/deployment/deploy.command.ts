import { InvalidArgumentError } from 'commander';
import { withExamples } from '../../terminal/examples.js';
import type { Verb } from '../../verb.js';
import { hubCommand } from '../hub-command.js';
import type { ApplyFlags, PowerFlags, WaitFlags } from './wait-flags.js';

export const WAIT_HELP = 'follow it to its end; exit code 2 when it did not succeed, or left an instance out';

/** `asmp apply`, `asmp rollback`, `asmp restart`, `asmp stop-server`, `asmp start-server`: what changes servers. */
export const deployVerbs: Verb = (program, terminal, runVerb) => {
  const apply = hubCommand(program, 'apply', 'Run an approved plan, wave by wave.')
    .argument('<plan>', 'id of the plan, or its beginning')
    .option('--per-host <n>', 'instances changed at the same time on one host (default: 2)', wholeNumber)
    .option(
      '--wait-for-empty <seconds>',
      'how long to wait for players to leave before a restart',
      wholeNumber,
    )
    .option(
      '--while-stopped',
      'stop servers before their files are changed and start them after: for plugins that save when they stop',
    )
    .option(
      '--restart-later',
      'write and verify now; the verdict comes after a restart that somebody asks for',
    )
    .option('--hash <hash>', 'only the plan with this hash (or this beginning, 12 characters or more)')
    .option('--wait', WAIT_HELP);
  withExamples(apply, [
    ['asmp apply 3fa8 --wait', 'run it and watch'],
    [
      'asmp apply 3fa8 --per-host 1 --wait-for-empty 600',
      'one at a time, up to ten minutes of waiting for players to leave',
    ],
    ['asmp apply 3fa8 --restart-later', 'now; then asmp restart --flagged when no player is online'],
  ]).action((id: string, flags: ApplyFlags) =>
    runVerb(async () => (await import('./start-deployment.js')).applyPlan(id, flags, terminal)),
  );
  const rollback = hubCommand(
    program,
    'rollback',
    'Take a deployment back: its files get what they held before; what it stopped is started.',
  )
    .argument('<deployment>', 'id of the deployment, or its beginning')
    .option('--wait', WAIT_HELP);
  withExamples(rollback, [
    ['asmp rollback 7c1e --wait', 'needs no approval: the inverse follows from the plan'],
  ]).action((id: string, flags: WaitFlags) =>
    runVerb(async () => (await import('./start-deployment.js')).rollBack(id, flags, terminal)),
  );
  const restart = hubCommand(program, 'restart', 'Restart instances without changing them; proxies last.')
    .option('--instance <name...>', 'these')
    .option('--flagged', 'all that need it')
    .option('--all', 'every one')
    .option('--expect <n>', 'how many you mean; another number is refused', wholeNumber)
    .option('--countdown <seconds>', 'what players are told on the console before', wholeNumber)
    .option('--wait', WAIT_HELP);
  withExamples(restart, [
    ['asmp restart --flagged --expect 3 --wait', 'the three that need it, and not four'],
    ['asmp restart --instance BENT01 --countdown 60', 'one, after a minute'],
  ]).action((flags: PowerFlags) =>
    runVerb(async () => (await import('./start-deployment.js')).powerInstances('restart', flags, terminal)),
  );
  const stop = hubCommand(program, 'stop-server', 'Stop the game servers of instances; proxies last.')
    .option('--instance <name...>', 'these')
    .option('--all', 'every one')
    .option('--expect <n>', 'how many you mean; another number is refused', wholeNumber)
    .option('--countdown <seconds>', 'what players are told on the console before', wholeNumber)
    .option('--wait', WAIT_HELP);
  withExamples(stop, [
    ['asmp stop-server --instance BENT01 --countdown 60 --wait', 'one, after a minute'],
    ['asmp rollback 7c1e', 'starts again what a stop with this id stopped'],
  ]).action((flags: PowerFlags) =>
    runVerb(async () => (await import('./start-deployment.js')).powerInstances('stop', flags, terminal)),
  );
  const start = hubCommand(program, 'start-server', 'Start the game servers of instances; proxies last.')
    .option('--instance <name...>', 'these')
    .option('--all', 'every one; those that run stay as they are')
    .option('--expect <n>', 'how many you mean; another number is refused', wholeNumber)
    .option('--wait', WAIT_HELP);
  withExamples(start, [['asmp start-server --instance BENT01 --wait', 'one, and watch']]).action(
    (flags: PowerFlags) =>
      runVerb(async () => (await import('./start-deployment.js')).powerInstances('start', flags, terminal)),
  );
};

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError('a whole number is expected');
  return number;
}
