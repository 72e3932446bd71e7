import type { HealthState } from '@archivesmp/contracts/vocabulary';

/** ApplicationState of the API in words. */
const NAMES = {
  [-1]: 'undefined',
  0: 'stopped',
  5: 'pre-start',
  7: 'configuring',
  10: 'starting',
  20: 'ready',
  30: 'restarting',
  40: 'stopping',
  45: 'preparing-for-sleep',
  50: 'sleeping',
  60: 'waiting',
  70: 'installing',
  75: 'updating',
  80: 'awaiting-user-input',
  100: 'failed',
  200: 'suspended',
  250: 'maintenance',
  999: 'indeterminate',
} as const satisfies Record<number, string>;

export type AppState = (typeof NAMES)[keyof typeof NAMES];

/** The name of a state; a number that this program does not know is `indeterminate`. */
export const appStateOf = (value: unknown): AppState =>
  typeof value === 'number' && value in NAMES ? NAMES[value as keyof typeof NAMES] : 'indeterminate';

const HEALTH: Record<AppState, HealthState> = {
  undefined: 'unknown',
  stopped: 'stopped',
  'pre-start': 'starting',
  configuring: 'starting',
  starting: 'starting',
  ready: 'healthy',
  restarting: 'starting',
  stopping: 'stopped',
  'preparing-for-sleep': 'stopped',
  sleeping: 'stopped',
  waiting: 'starting',
  installing: 'starting',
  updating: 'starting',
  'awaiting-user-input': 'degraded',
  failed: 'degraded',
  suspended: 'stopped',
  maintenance: 'degraded',
  indeterminate: 'unknown',
};

/** What a state of the game server says about its health, given that its AMP process runs. */
export const healthOf = (state: AppState): HealthState => HEALTH[state];
