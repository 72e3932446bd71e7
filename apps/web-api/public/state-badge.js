import { make } from './make.js';

/** Sign, hue and words of every state, so that none is told by its colour alone. */
const STATES = {
  making: ['…', 'blue', 'being made'],
  open: ['?', 'yellow', 'waits for approval'],
  approved: ['✓', 'blue', 'approved, not started'],
  running: ['▶', 'blue', 'running'],
  done: ['✓', 'green', 'done'],
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
  applying: ['▶', 'blue', 'being changed'],
  applied: ['▶', 'blue', 'changed'],
  restarting: ['▶', 'blue', 'restarting'],
  judging: ['▶', 'blue', 'being watched'],
  inconclusive: ['?', 'yellow', 'unclear: you decide'],
  'rolling-back': ['↶', 'orange', 'being rolled back'],
  'restarting-back': ['↶', 'orange', 'restarting as it was'],
  passed: ['✓', 'green', 'well'],
  refused: ['✗', 'red', 'refused, nothing changed'],
  undone: ['↶', 'orange', 'not changed: undone'],
  skipped: ['–', 'soft', 'left out'],
  'rolled-back': ['↶', 'orange', 'as it was before'],
  stuck: ['✗', 'red', 'stuck: look at it'],
  healthy: ['✓', 'green', 'healthy'],
  starting: ['▶', 'blue', 'starting'],
  degraded: ['!', 'orange', 'degraded'],
  unknown: ['?', 'soft', 'unknown'],
};

/** A badge for the state of a plan, a deployment, or an instance. */
export function stateBadge(state) {
  const [sign, hue, words] = STATES[state] ?? ['?', 'soft', state];
  return make(
    'span',
    { class: `badge hue-${hue}` },
    make('span', { 'aria-hidden': 'true' }, `${sign} `),
    words,
  );
}

/** The words alone. */
export const stateWords = (state) => STATES[state]?.[2] ?? state;
