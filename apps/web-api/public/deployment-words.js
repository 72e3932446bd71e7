import { count } from './make.js';
import { serverWords } from './state-badge.js';

const KINDS = { apply: 'Change', rollback: 'Roll back', restart: 'Restart', stop: 'Stop', start: 'Start' };

/** Whether a deployment of this kind writes files; the others change the power of servers only. */
export const changesFiles = (kind) => kind === 'apply' || kind === 'rollback';

/** What a deployment does to how many servers, and the title of its plan where it has one. */
export function deploymentTitle({ kind, instances }, title) {
  const what = `${KINDS[kind]} ${count(instances.length, 'server')}`;
  return title === undefined ? what : `${what}: ${title}`;
}

/** How many instances stand how: "3 well · 1 as it was before". */
export const standingsOf = (instances) =>
  [...Map.groupBy(instances, ({ state }) => state)]
    .map(([state, those]) => `${those.length} ${serverWords(state)}`)
    .join(' · ');
