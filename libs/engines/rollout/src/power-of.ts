import type { InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import type { PowerAction } from '@archivesmp/contracts/order';
import { awaitedIn } from './awaited.js';

/** The state in which an instance waits for what is done to the power of its server, on the way forward. */
export const STATE_OF_POWER = {
  restart: 'restarting',
  stop: 'stopping',
  start: 'starting',
} as const satisfies Record<PowerAction, InstanceChangeState>;

/** What is done to the power of a server, and whether on the way back. */
export interface PowerOfState {
  readonly action: PowerAction;
  readonly isBack: boolean;
}

/** What is done to the power of a server while its instance is in this state; undefined in a state that waits for something else. */
export function powerOf(state: InstanceChangeState): PowerOfState | undefined {
  const awaited = awaitedIn(state);
  return awaited.from === 'power' ? { action: awaited.action, isBack: awaited.isBack } : undefined;
}
