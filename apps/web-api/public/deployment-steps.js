import { changesFiles } from './deployment-words.js';

/** Steps that an instance takes in each kind of deployment. */
const STEPS = {
  apply: ['Backup', 'Write', 'Verify', 'Restart', 'Health'],
  rollback: ['Backup', 'Put back', 'Verify', 'Restart', 'Health'],
  restart: ['Restart', 'Health'],
  stop: ['Stop', 'Stopped'],
  start: ['Start', 'Health'],
};

/** Names of the columns, the queue first. */
export const stepNames = (kind) => ['Queued', ...STEPS[kind]];

/** What the agent does under one order: these are begun and ended together, only the backup is told apart. */
const ORDER = 3;

/**
 * Where an instance stands in each step: queued (in line), done, now, wait, failed, unclear, none (not needed), or left (never begun). Only
 * what is known is said: a step that ended nobody knows how is unclear, never done.
 *
 * `line` is the instance of the deployment, `restarts` whether the plan restarts it, `backedUp` whether a backup of it was
 * taken for this deployment.
 */
export function stepsOf(line, { kind, restarts, backedUp }) {
  const power = powerSteps(line);
  const steps = changesFiles(kind) ? [...changeSteps(line, backedUp), ...power] : power;
  const [restart] = steps.slice(-2);
  const needed = !changesFiles(kind) || (restarts && line.asPlanned !== 'left-alone');
  if (!needed && ['done', 'wait', 'left'].includes(restart)) steps[steps.length - 2] = 'none';
  const queued = line.state === 'queued' ? 'queued' : line.state === 'skipped' ? 'left' : 'done';
  return [queued, ...steps];
}

const all = (step) => Array.from({ length: ORDER }, () => step);

function changeSteps({ state, verdict, asPlanned }, backedUp) {
  // Nothing had to be written: what was not done is never shown as done.
  if (asPlanned !== undefined) return ['none', 'none', 'done'];
  const backup = backedUp ? 'done' : 'unclear';
  if (['queued', 'looking', 'stopping'].includes(state)) return all('wait');
  if (state === 'skipped') return all('left');
  if (state === 'applying') return backedUp ? ['done', 'now', 'wait'] : ['now', 'wait', 'wait'];
  if (['refused', 'undone', 'starting-again'].includes(state))
    return [backedUp ? 'done' : 'left', 'failed', 'left'];
  // Without a verdict it may have been stuck in the write already, or unwell after a write that was refused.
  if ((state === 'stuck' || state === 'unwell') && verdict === undefined)
    return [backup, 'unclear', 'unclear'];
  return all('done');
}

const OPEN = ['wait', 'wait'];
const BY_STATE = {
  queued: OPEN,
  looking: OPEN,
  applying: OPEN,
  applied: OPEN,
  restarting: ['now', 'wait'],
  stopping: ['now', 'wait'],
  starting: ['now', 'wait'],
  flagged: ['queued', 'queued'],
  judging: ['done', 'now'],
  inconclusive: ['done', 'unclear'],
  passed: ['done', 'done'],
  skipped: ['left', 'left'],
  refused: ['left', 'left'],
  undone: ['left', 'left'],
  'starting-again': ['left', 'left'],
};
const BY_VERDICT = { pass: ['done', 'done'], fail: ['done', 'failed'], inconclusive: ['done', 'unclear'] };

/** What is being taken back, or is stuck, failed where its verdict says; without a verdict it never came so far. */
const powerSteps = ({ state, verdict }) => [
  ...(BY_STATE[state] ??
    BY_VERDICT[verdict] ??
    (state === 'stuck' ? ['unclear', 'left'] : ['failed', 'left'])),
];
