import { hasEnded } from '@archivesmp/contracts/deployment-states';
import { Draft } from './draft.js';
import type { Effect } from './effect.js';
import { purposeOf } from './inspected-state.js';
import { receiveAnswer } from './receive-answers.js';
import { receive } from './receive-event.js';
import { receiveSharedRestarts, receiveSteps } from './receive-steps.js';
import type { DeploymentSnapshot } from './snapshot.js';
import { performSteps } from './perform-steps.js';

/**
 * What a deployment does now: takes in what became known, then takes every step that may be taken, to the last one. Pure: the same
 * snapshot gives the same effects. Carried out in their order they lead to where nothing more is to be done until something else becomes
 * known. A deployment that has ended is left alone.
 */
export function decide(snapshot: DeploymentSnapshot): readonly Effect[] {
  if (hasEnded(snapshot.deployment.state)) return [];
  const draft = new Draft(snapshot);
  if (draft.state === 'waiting') draft.moveDeployment('running');
  draft.renewLeases();
  receiveAnswers(draft);
  receiveSteps(draft);
  receiveSharedRestarts(draft);
  performSteps(draft);
  return draft.done();
}

/** Processes the agents' answers; where none came in time, the state of the instance is unknown. */
function receiveAnswers(draft: Draft): void {
  for (const line of draft.allLines()) {
    if (purposeOf(line.state) === undefined) continue;
    const answer = receiveAnswer(draft, line);
    if (answer === undefined) continue;
    if (answer === 'again') draft.inspectAnew(line);
    else {
      if (answer.settled) draft.settle(line);
      receive(draft, line, answer);
    }
  }
}
