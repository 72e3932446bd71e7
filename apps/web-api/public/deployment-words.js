import { count } from './make.js';
import { serverWords } from './state-badge.js';

const KINDS = { apply: 'Change', rollback: 'Roll back', restart: 'Restart', stop: 'Stop', start: 'Start' };

/** Whether a deployment of this kind writes files; the others change the power of servers only. */
export const changesFiles = (kind) => kind === 'apply' || kind === 'rollback';

/** States in which an instance holds a change, or may hold it, and nobody takes it back. A test holds them to the table of the API. */
export const HOLDS_CHANGE = [
  'applying',
  'applied',
  'flagged',
  'restarting',
  'starting',
  'judging',
  'inconclusive',
  'passed',
];

/**
 * What a deployment does to how many servers, and the title of its plan where it has one.
 * @param {{ kind: string, instances: readonly object[], undoesKind?: string }} deployment
 * @param {string} [title]
 */
export function deploymentTitle({ kind, instances, undoesKind }, title) {
  const servers = count(instances.length, 'server');
  const again = kind === 'start' && undoesKind === 'stop' ? ' again' : '';
  const what =
    undoesKind === 'rollback' ? `Take back a roll back on ${servers}` : `${KINDS[kind]} ${servers}${again}`;
  return title === undefined ? what : `${what}: ${title}`;
}

/** The begin of an id, as lists and the command line show it. */
export const shortId = (id) => id.slice(0, 8);

/**
 * How a deployment stands to others: pairs of words and the id of the other one.
 * @param {{ undoes?: string, takenBack?: { deploymentId: string, isDone: boolean } }} deployment
 */
export const relationsOf = ({ undoes, takenBack }) => [
  ...(undoes === undefined ? [] : [['takes back', undoes]]),
  ...(takenBack === undefined
    ? []
    : [[takenBack.isDone ? 'taken back by' : 'being taken back by', takenBack.deploymentId]]),
];

/** How far it has come, in the words of the API, and how its servers stand where that says more. */
export const progressWords = ({ progress, instances }) =>
  instances.length > 0 && instances.every(({ state }) => state === 'flagged')
    ? `${progress.words}.`
    : `${progress.words}: ${statesOf(instances)}.`;

/** How many instances stand how: "3 well · 1 as it was before". */
export const statesOf = (instances) =>
  [...Map.groupBy(instances, ({ state }) => state)]
    .map(([state, those]) => `${those.length} ${serverWords(state)}`)
    .join(' · ');
