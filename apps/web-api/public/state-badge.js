import { make } from './make.js';

/** Sign, hue and words of every state, so that none is told by its colour alone. */
const STATES = {
  making: ['…', 'blue', 'being made'],
  open: ['?', 'yellow', 'waits for approval'],
  approved: ['✓', 'blue', 'approved, not started'],
  running: ['▶', 'blue', 'running'],
  done: ['✓', 'soft', 'has run'],
  taken_back: ['↶', 'orange', 'taken back'],
  empty: ['–', 'soft', 'nothing to do'],
  failed: ['✗', 'red', 'failed'],
  rejected: ['✗', 'red', 'rejected'],
  expired: ['⌛', 'soft', 'expired'],
  stale: ['≠', 'orange', 'no longer fits'],
  waiting: ['…', 'blue', 'waits to begin'],
  paused: ['‖', 'yellow', 'paused'],
  stopping: ['↶', 'orange', 'being stopped and undone'],
  succeeded: ['✓', 'green', 'succeeded'],
  stopped: ['↶', 'orange', 'stopped and undone'],
  cancelled: ['–', 'soft', 'cancelled'],
  queued: ['·', 'soft', 'waiting'],
  looking: ['▶', 'blue', 'files looked at before the stop'],
  applying: ['▶', 'blue', 'being changed'],
  applied: ['▶', 'blue', 'changed'],
  restarting: ['▶', 'blue', 'restarting'],
  judging: ['▶', 'blue', 'being watched'],
  flagged: ['!', 'orange', 'in place, waits for a restart'],
  inconclusive: ['?', 'yellow', 'unclear: you decide'],
  'rolling-back': ['↶', 'orange', 'being rolled back'],
  'starting-again': ['↶', 'orange', 'starting, not changed'],
  'looking-back': ['↶', 'orange', 'files looked at before it is rolled back'],
  'stopping-back': ['↶', 'orange', 'stopping to be rolled back'],
  'starting-back': ['↶', 'orange', 'starting as it was'],
  'restarting-back': ['↶', 'orange', 'restarting as it was'],
  passed: ['✓', 'green', 'well'],
  refused: ['✗', 'red', 'refused, nothing changed'],
  undone: ['↶', 'orange', 'not changed: undone'],
  skipped: ['–', 'soft', 'left out'],
  'rolled-back': ['↶', 'orange', 'as it was before'],
  unwell: ['✗', 'red', 'files right, server not well: look at it'],
  stuck: ['✗', 'red', 'stuck: look at it'],
};

/** How a server is, whatever was done to it. */
const HEALTH = {
  healthy: ['✓', 'green', 'healthy'],
  starting: ['▶', 'blue', 'starting'],
  degraded: ['!', 'orange', 'degraded'],
  stopped: ['■', 'soft', 'stopped'],
  unknown: ['?', 'soft', 'unknown'],
};

/** What is being done to a server now, or how what was done to it last ended. */
const OPERATION = {
  running: ['▶', 'blue', 'something is being done'],
  failed: ['✗', 'red', 'the last change or restart failed'],
  'rolled-back': ['↶', 'orange', 'the last change was taken back'],
};

/** The same word means another thing of one server than of a whole deployment. */
const OF_SERVER = {
  ...STATES,
  stopping: ['▶', 'blue', 'being stopped'],
  starting: ['▶', 'blue', 'being started'],
};

/** States of plans, deployments and servers within one that have words here: all of them, as a test sees to. */
export const STATES_WITH_WORDS = Object.keys(OF_SERVER);

/** A badge for the state of a plan or a deployment. */
export const stateBadge = (state) => badge(STATES[state], state);

/** A badge for where a server stands within its deployment. */
export const serverBadge = (state) => badge(OF_SERVER[state], state);

/** A badge for the health of a server. */
export const healthBadge = (health) => badge(HEALTH[health], health);

/** A badge for what is done to a server; nothing where nothing is to be told. */
export const operationBadge = (operation) =>
  operation === 'idle' ? '' : badge(OPERATION[operation], operation);

function badge([sign, hue, words] = ['?', 'soft'], state) {
  return make(
    'span',
    { class: `badge hue-${hue}` },
    make('span', { 'aria-hidden': 'true' }, `${sign} `),
    words ?? state,
  );
}

/** The words alone, of a plan or a deployment and of a server within one. */
export const stateWords = (state) => STATES[state]?.[2] ?? state;
export const serverWords = (state) => OF_SERVER[state]?.[2] ?? state;
export const healthWords = (health) => HEALTH[health]?.[2] ?? health;
export const operationWords = (operation) => OPERATION[operation]?.[2] ?? operation;

/** A plan that was run is told by what became of its deployment. */
export const planBadge = ({ state, outcome }) => stateBadge(outcome ?? state);
