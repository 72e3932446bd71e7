import type { InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import type { PowerAction } from '@archivesmp/contracts/order';

/** The state in which an instance waits for what is done to the power of its server. */
export const STATE_OF_POWER = {
  restart: 'restarting',
  stop: 'stopping',
  start: 'starting',
} as const satisfies Record<PowerAction, InstanceChangeState>;

/** The same on the way back, and what it leads to when it is done. */
export const ENDS: Readonly<
  Partial<Record<InstanceChangeState, { readonly action: PowerAction; readonly done: InstanceChangeState }>>
> = {
  'restarting-back': { action: 'restart', done: 'rolled-back' },
  'stopping-back': { action: 'stop', done: 'rolling-back' },
  'starting-back': { action: 'start', done: 'rolled-back' },
  'starting-again': { action: 'start', done: 'undone' },
};

/** What is done to the power of a server, and whether on the way back. */
export interface PowerOfState {
  readonly action: PowerAction;
  readonly isBack: boolean;
}

const POWER_OF = new Map<InstanceChangeState, PowerOfState>([
  ...Object.entries(STATE_OF_POWER).map(
    ([action, state]) => [state, { action: action as PowerAction, isBack: false }] as const,
  ),
  ...Object.entries(ENDS).map(
    ([state, { action }]) => [state as InstanceChangeState, { action, isBack: true }] as const,
  ),
]);

/** What is done to the power of a server while its instance is in this state; undefined in a state that waits for something else. */
export const powerOf = (state: InstanceChangeState): PowerOfState | undefined => POWER_OF.get(state);
