import { withExamples } from '../../terminal/examples.js';
import type { Verb } from '../../verb.js';
import { collected, hubCommand, type OnlineFlags } from '../hub-command.js';
import { WAIT_HELP } from './deploy.command.js';
import type { DeploymentFlags } from './deployment-flags.js';

const CONTROLS = [
  ['pause', 'pause', 'Start nothing new of a deployment; what was begun comes to its end.'],
  ['resume', 'resume', 'Let a paused deployment go on.'],
  ['accept', 'accept', 'Take instances without a clear verdict for good, in your name, and go on.'],
  ['stop', 'stop-and-undo', 'Stop a deployment; everything changed so far gets back what it had.'],
] as const;

/** `asmp deployment`, `asmp pause|resume|accept|stop`: shows a deployment and controls it. */
export const controlVerbs: Verb = (program, terminal, runVerb) => {
  const show = hubCommand(program, 'deployment [id]', 'Show a deployment; without an id, list the newest.')
    .alias('deployments')
    .option('--state <state>', 'in the list: only those in this state; may be repeated', collected)
    .option('--limit <n>', 'in the list: how many', '20')
    .option('--wait', WAIT_HELP);
  withExamples(show, [
    ['asmp deployment', 'the newest, with how they ended'],
    ['asmp deployment 7c1e --wait', 'follow one to its end; Ctrl-C ends the following only'],
  ]).action((id: string | undefined, flags: DeploymentFlags) =>
    runVerb(async () => {
      const { listDeployments, showDeployment } = await import('./show-deployments.js');
      return id === undefined ? listDeployments(flags, terminal) : showDeployment(id, flags, terminal);
    }),
  );
  for (const [verb, action, description] of CONTROLS) {
    const command = hubCommand(program, verb, description)
      .argument('<deployment>', 'id of the deployment, or its beginning')
      .option('--wait', WAIT_HELP);
    withExamples(command, [[`asmp ${verb} 7c1e`, 'the first characters of the id are enough']]).action(
      (id: string, flags: OnlineFlags) =>
        runVerb(async () =>
          (await import('./show-deployments.js')).controlDeployment(id, action, flags, terminal),
        ),
    );
  }
};
