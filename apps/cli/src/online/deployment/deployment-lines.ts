import type { DeploymentView, InstanceChangeState, InstanceChangeView } from '@archivesmp/api-client';
import { isOver } from '@archivesmp/contracts/deployment-states';
import { printable } from '../../terminal/printable.js';
import type { Colors } from '../../terminal/terminal.js';
import { spanText } from '../time-text.js';

type Mark = readonly [sign: string, color: 'green' | 'red' | 'yellow' | 'cyan' | 'dim'];

const DONE: Mark = ['✓', 'green'];
const BAD: Mark = ['✗', 'red'];
const UNCLEAR: Mark = ['?', 'yellow'];
const MOVING: Mark = ['●', 'cyan'];
const IDLE: Mark = ['·', 'dim'];

const MARKS: Readonly<Record<InstanceChangeState, Mark>> = {
  queued: IDLE,
  looking: MOVING,
  applying: MOVING,
  applied: MOVING,
  restarting: MOVING,
  stopping: MOVING,
  starting: MOVING,
  judging: MOVING,
  flagged: ['!', 'yellow'],
  passed: DONE,
  inconclusive: UNCLEAR,
  'rolling-back': ['●', 'yellow'],
  'restarting-back': ['●', 'yellow'],
  'rolled-back': BAD,
  refused: BAD,
  undone: BAD,
  skipped: IDLE,
  unwell: BAD,
  stuck: BAD,
  'starting-again': ['●', 'yellow'],
  'looking-back': ['●', 'yellow'],
  'stopping-back': ['●', 'yellow'],
  'starting-back': ['●', 'yellow'],
};

const DEPLOYMENT_COLORS: Readonly<Record<DeploymentView['state'], Mark[1]>> = {
  waiting: 'yellow',
  running: 'cyan',
  paused: 'yellow',
  flagged: 'yellow',
  stopping: 'yellow',
  succeeded: 'green',
  failed: 'red',
  stopped: 'red',
  cancelled: 'red',
};

/**
 * A deployment for people: one line for the whole, one lane per instance with its state and the reason for it. Where they do not
 * fit into `height` lines, only lanes that move are shown, as many as there is room for.
 */
export function deploymentLines(
  view: DeploymentView,
  now: number,
  colors: Colors,
  height = Infinity,
): string[] {
  const { id, kind, state, requestedBy, requestedAt, finishedAt, reason } = view;
  const took = spanText((finishedAt === undefined ? now : Date.parse(finishedAt)) - Date.parse(requestedAt));
  const about = `${id} by ${printable(requestedBy)}, ${finishedAt === undefined ? 'since' : 'took'} ${took}`;
  const lines = [`${colors.bold(kind)}  ${colors[DEPLOYMENT_COLORS[state]](state)}  ${colors.dim(about)}`];
  if (reason !== undefined) lines.push(colors.yellow(`  ${printable(reason)}`));
  const sum = sumLine(view);
  const room = height - lines.length - sum.length;
  return [...lines, ...laneLines(view.instances, room, now, colors), ...sum];
}

function laneLines(
  instances: readonly InstanceChangeView[],
  room: number,
  now: number,
  colors: Colors,
): string[] {
  const moving = instances.filter(isMoving);
  const shown = instances.length <= room ? instances : moving.slice(0, Math.max(0, room - 1));
  const width = Math.max(0, ...instances.map(({ instance }) => instance.length));
  const hosts = Math.max(0, ...instances.map(({ host }) => host.length));
  const ordered = shown.toSorted((a, b) => a.wave - b.wave || a.instance.localeCompare(b.instance));
  const lines = ordered.map((lane) => {
    const [sign, color] = MARKS[lane.state];
    const place = `wave ${lane.wave}  ${printable(lane.instance).padEnd(width)}  ${printable(lane.host).padEnd(hosts)}`;
    const state = `${colors[color](`${sign} ${lane.state}`)}${' '.repeat(STATE_WIDTH - lane.state.length)}`;
    const spent = isMoving(lane) ? spanText(now - Date.parse(lane.changedAt)) : '';
    return `  ${place}  ${state}  ${[spent, printable(lane.reason ?? '')].filter((text) => text !== '').join('  ')}`.trimEnd();
  });
  const left = instances.length - shown.length;
  return left === 0 || room < 1 ? lines : [...lines, `  … and ${left} more`];
}

const STATE_WIDTH = Math.max(...Object.keys(MARKS).map((state) => state.length));
/** Something goes on there by itself. */
export const isMoving = ({ state }: InstanceChangeView): boolean => MARKS[state][0] === '●';

function sumLine({ instances }: DeploymentView): string[] {
  if (instances.length < 2) return [];
  const over = instances.filter(({ state }) => isOver(state)).length;
  return [`  ${over} of ${instances.length} done`];
}

/** What can be done with it now. */
export function nextSteps({ id, kind, state, instances }: DeploymentView): string[] {
  switch (state) {
    case 'waiting':
    case 'running':
    case 'stopping':
      return [`follow it: asmp deployment ${id} --wait`];
    case 'paused':
      return [
        ...(instances.some((one) => one.state === 'inconclusive')
          ? [`take what has no clear verdict for good: asmp accept ${id}`]
          : [`go on: asmp resume ${id}`]),
        kind === 'apply'
          ? `give everything back what it had: asmp stop ${id}`
          : `begin nothing more of it: asmp stop ${id}`,
      ];
    case 'flagged':
      return [
        `restart what waits, when it suits: asmp restart --instance ${instances
          .filter((one) => one.state === 'flagged')
          .map(({ instance }) => printable(instance))
          .join(' ')}`,
        `give everything back what it had: asmp stop ${id}`,
      ];
    case 'succeeded':
    case 'failed':
    case 'stopped':
      if (!instances.some((one) => one.state === 'passed')) return [];
      if (kind === 'apply') return [`take it back: asmp rollback ${id}`];
      return kind === 'stop' ? [`start again what it stopped: asmp rollback ${id}`] : [];
    case 'cancelled':
      return [];
  }
}
