import type { Draft } from './draft.js';
import { awaitedIn } from '../awaited.js';
import { othersComeFirst } from './meeting-deployments.js';
import { receive } from './receive-event.js';

/** What restarts, stops, starts and verdicts came to: each is a step of the ledger under the fence of the instance. */
export function receiveSteps(draft: Draft): void {
  for (const line of draft.allLines()) {
    const awaited = awaitedIn(line.state);
    const action = awaited.from === 'power' ? awaited.action : undefined;
    const wanted = awaited.from === 'judgement' ? 'verdict' : action;
    const step = line.steps.find((one) => one.step === wanted && one.attempt === line.fence);
    if (step === undefined || step.state === 'begun') continue;
    const { verdict = 'inconclusive', reason, askedAt, begunAt, foundRunning = false } = step;
    if (action === undefined) {
      receive(draft, line, { event: { kind: 'verdict', verdict }, reason });
      continue;
    }
    // A stopped server reads its files at its next start; one that ran already has not read them anew either
    if (step.state === 'done' && action !== 'stop' && !foundRunning)
      draft.effects.push({
        kind: 'clear-restart-flags',
        instanceId: line.instanceId,
        begunAt: askedAt ?? begunAt,
      });
    receive(draft, line, { event: { kind: action, outcome: step.state }, reason });
  }
}

/** What a restart came to for those that waited for it, or for the verdicts after it. */
export function receiveSharedRestarts(draft: Draft): void {
  const { kind } = draft.snapshot.deployment;
  for (const line of draft.allLines()) {
    const step = line.sharedRestart;
    if (line.state !== 'flagged' || step === undefined || step.state === 'begun') continue;
    if (othersComeFirst(line, { kind, fence: line.fence! })) continue;
    const fence = draft.claim(line);
    if (fence === undefined) continue;
    const power = step.step === 'start' ? 'start' : 'restart';
    const event = { kind: power, outcome: step.state } as const;
    receive(draft, draft.changeFence(line, fence), { event, reason: step.reason });
  }
}
