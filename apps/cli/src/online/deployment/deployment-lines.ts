import type { DeploymentView, InstanceChangeState, InstanceChangeView } from '@archivesmp/api-client';
import { CHANGE_STATE_FACTS, INSTANCE_CHANGE_STATES } from '@archivesmp/contracts/deployment-states';
import { canBeTakenBack, progressOf } from '@archivesmp/contracts/taking-back';
import { printable } from '../../terminal/printable.js';
import type { Colors } from '../../terminal/terminal.js';
import { spanText } from '../time-text.js';

type Mark = readonly [sign: string, color: 'green' | 'red' | 'yellow' | 'cyan' | 'dim'];

/** The mark of an instance: what its state means, and a sign of its own where that does not tell it from others. */
function markOf(state: InstanceChangeState): Mark {
  if (state === 'flagged') return ['!', 'yellow'];
  if (state === 'inconclusive') return ['?', 'yellow'];
  const { progress, failed } = CHANGE_STATE_FACTS[state];
  if (progress === 'moving') return ['●', failed ? 'yellow' : 'cyan'];
  if (failed) return ['✗', 'red'];
  return state === 'passed' ? ['✓', 'green'] : ['·', 'dim'];
}

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
 * A deployment for people: one line for the whole, one line per instance with its state and the reason for it. Where they do not
 * fit into `height` lines, only those that move are shown, as many as there is room for.
 */
export function deploymentLines(
  view: DeploymentView,
  now: number,
  colors: Colors,
  height = Infinity,
): string[] {
  const { id, kind, state, requestedBy, requestedAt, finishedAt, reason } = view;
  const took = spanText((finishedAt === undefined ? now : Date.parse(finishedAt)) - Date.parse(requestedAt));
  const detail = `${id} by ${printable(requestedBy)}, ${finishedAt === undefined ? 'since' : 'took'} ${took}`;
  const lines = [`${colors.bold(kind)}  ${colors[DEPLOYMENT_COLORS[state]](state)}  ${colors.dim(detail)}`];
  if (reason !== undefined) lines.push(colors.yellow(`  ${printable(reason)}`));
  for (const [words, other] of relationsOf(view)) lines.push(`  ${words} ${other}`);
  const sum = sumLine(view);
  const room = height - lines.length - sum.length;
  return [...lines, ...instanceLines(view.instances, room, now, colors), ...sum];
}

function instanceLines(
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
  const lines = ordered.map((change) => {
    const [sign, color] = markOf(change.state);
    const location = `wave ${change.wave}  ${printable(change.instance).padEnd(width)}  ${printable(change.host).padEnd(hosts)}`;
    const state = `${colors[color](`${sign} ${change.state}`)}${' '.repeat(STATE_WIDTH - change.state.length)}`;
    const spent = isMoving(change) ? spanText(now - Date.parse(change.changedAt)) : '';
    return `  ${location}  ${state}  ${[spent, printable(change.reason ?? '')].filter((text) => text !== '').join('  ')}`.trimEnd();
  });
  const left = instances.length - shown.length;
  return left === 0 || room < 1 ? lines : [...lines, `  … and ${left} more`];
}

const STATE_WIDTH = Math.max(...INSTANCE_CHANGE_STATES.map((state) => state.length));
/** Something goes on there by itself. */
export const isMoving = ({ state }: InstanceChangeView): boolean =>
  CHANGE_STATE_FACTS[state].progress === 'moving';

const sumLine = (view: DeploymentView): string[] =>
  view.instances.length < 2 ? [] : [`  ${progressOf(view).words}`];

/** How a deployment stands to others, each with the id of the other one. */
function relationsOf({ undoes, undoesKind, takenBack }: DeploymentView): (readonly [string, string])[] {
  return [
    ...(undoes === undefined ? [] : [[`takes back the ${nameOf(undoesKind)}`, undoes] as const]),
    ...(takenBack === undefined
      ? []
      : [
          [
            takenBack.isDone ? 'was taken back by' : 'is being taken back by',
            takenBack.deploymentId,
          ] as const,
        ]),
  ];
}

const nameOf = (kind: DeploymentView['kind'] | undefined): string =>
  kind === undefined || kind === 'apply' ? 'deployment' : kind;

/** What a deployment does in a list, with the one that it takes back. */
export const kindText = ({ kind, undoes, undoesKind }: DeploymentView): string =>
  undoes === undefined ? kind : `${kind} of ${nameOf(undoesKind)} ${undoes.slice(0, 8)}`;

/** What can be done with it now. */
export function whatToDoNextLines(view: DeploymentView): string[] {
  const { id, kind, state, instances, takenBack } = view;
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
      if (takenBack !== undefined && kind !== 'stop')
        return [`what takes it back: asmp deployment ${takenBack.deploymentId}`];
      return canBeTakenBack(view, takenBack !== undefined) ? [`${wayBack(kind)}: asmp rollback ${id}`] : [];
    case 'cancelled':
      return [];
  }
}

function wayBack(kind: DeploymentView['kind']): string {
  if (kind === 'stop') return 'start again what it stopped';
  return kind === 'rollback' ? 'give back what this rollback took' : 'take it back';
}
