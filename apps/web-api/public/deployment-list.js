import { call } from './api.js';
import { deploymentTitle, relationsOf, shortId, statesOf } from './deployment-words.js';
import { button, line, make, redraw, table } from './make.js';
import { stateBadge } from './state-badge.js';
import { lasting, lastingSince, time } from './time.js';

/** Who changed or restarted what, when, and how it ended; newest first. */
export function deploymentList(part) {
  document.title = 'Deployments';
  const list = make('div');
  const more = button('Show more', () => show(next), { hidden: true });
  part.append(
    make('h1', {}, 'Deployments'),
    make(
      'p',
      { class: 'hint' },
      'Everything that was changed, taken back or restarted, and how each server came out of it.',
    ),
    list,
    more,
  );
  let next;
  let known = [];
  async function show(after) {
    const query = new URLSearchParams({ limit: '50', ...(after !== undefined && { after }) });
    const [page, { plans }] = await Promise.all([
      call(`/api/v1/deployments?${query}`),
      call('/api/v1/plans?limit=100'),
    ]);
    const titles = new Map(plans.map(({ id, title }) => [id, title]));
    known = after === undefined ? page.deployments : [...known, ...page.deployments];
    next = page.next;
    more.hidden = next === undefined;
    redraw(list, known.length > 0 ? tableOf(known, titles) : nothing());
  }
  return {
    refresh: () => (known.length > 50 ? Promise.resolve() : show()),
    events: ['deployment.changed', 'deployment.instance.changed'],
  };
}

const tableOf = (deployments, titles) =>
  table(
    'Deployments, newest first',
    ['State', 'What', 'Servers', 'Asked for', 'Took'],
    deployments.map((one) =>
      line([
        stateBadge(one.state),
        [
          make('a', { href: `/deployments/${one.id}` }, deploymentTitle(one, titles.get(one.planId))),
          [make('br'), make('small', {}, shortId(one.id)), relationsOf(one).map(relation)],
          one.reason !== undefined && [make('br'), make('small', {}, one.reason)],
        ],
        one.state === 'flagged' ? one.progress.words : statesOf(one.instances),
        [time(one.requestedAt), make('br'), make('small', {}, `by ${one.requestedBy}`)],
        tookOf(one),
      ]),
    ),
  );

const relation = ([words, id]) =>
  make('small', {}, ` · ${words} `, make('a', { href: `/deployments/${id}` }, shortId(id)));

/** One that waits for a restart is not at work. */
function tookOf({ state, requestedAt, finishedAt }) {
  if (finishedAt !== undefined) return lasting(requestedAt, finishedAt);
  return state === 'flagged' ? '' : lastingSince(requestedAt);
}

const nothing = () =>
  make(
    'p',
    { class: 'empty' },
    'Nothing was changed or restarted yet. ',
    make('a', { href: '/plans' }, 'Approve and start a plan'),
    ', or ',
    make('a', { href: '/restart' }, 'restart a server'),
    '.',
  );
