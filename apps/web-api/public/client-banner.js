import { call } from './api.js';
import { count, make, redraw } from './make.js';
import { relative } from './time.js';

/** Says in red which hosts nobody can change or read now, because their agent is unavailable. Says nothing when all are there. */
export async function showClients(part) {
  const { hosts } = await call('/api/v1/hosts');
  const away = hosts.filter(isAway);
  part.hidden = away.length === 0;
  // An alert is read out whenever it is written, so it is written only when it says something else.
  const said = JSON.stringify(
    away.map(({ name, agent, hubReachable, access }) => [name, agent, hubReachable, access]),
  );
  if (part.dataset.said === said) return;
  part.dataset.said = said;
  redraw(part, away.map(bannerOf));
}

const isRevoked = ({ access }) => access === 'revoked' || access === 'expired';

/** A host whose access was taken away is missed only as long as it has servers. */
const isAway = (host) =>
  isRevoked(host) ? host.instances > 0 : host.agent !== 'alive' || !host.hubReachable;

function bannerOf({ name, agent, agentAgeSeconds, instances, hubReachable, access }) {
  const heard =
    agentAgeSeconds === undefined
      ? 'was not heard of'
      : `was heard last ${relative(new Date(Date.now() - agentAgeSeconds * 1000).toISOString())}`;
  const cut = agent === 'alive' && !hubReachable ? 'runs and cannot reach the hub' : heard;
  const why = isRevoked({ access }) ? `has no access any more (${access})` : cut;
  return make(
    'p',
    { class: 'away' },
    make('strong', {}, `CLIENT UNAVAILABLE: ${name}. `),
    `Its agent ${why}. What is shown of its ${count(instances, 'instance')} is as it was then; changes there wait until it is back.`,
  );
}
