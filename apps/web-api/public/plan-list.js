import { call } from './api.js';
import { button, count, line, make, redraw, table } from './make.js';
import { planBadge } from './state-badge.js';
import { time } from './time.js';

const CHOICES = { '': 'all', open: 'waiting for approval', approved: 'ready to start', running: 'running' };

/** Every plan, newest first; those that wait for somebody can be selected out. */
export function planList(part) {
  document.title = 'Plans';
  const choice = make(
    'select',
    { id: 'plan-state' },
    Object.entries(CHOICES).map(([value, words]) => make('option', { value }, words)),
  );
  const list = make('div');
  const more = button('Show more', () => show(next), { hidden: true });
  part.append(
    make('h1', {}, 'Plans'),
    make(
      'p',
      { class: 'hint' },
      'What somebody wants changed, key by key. A plan does nothing before it was approved and started.',
    ),
    make('div', { class: 'filters' }, make('label', {}, 'Show ', choice)),
    list,
    more,
  );
  let next;
  let known = [];
  async function show(after) {
    const query = new URLSearchParams({ limit: '50' });
    if (choice.value !== '') query.set('state', choice.value);
    if (after !== undefined) query.set('after', after);
    const page = await call(`/api/v1/plans?${query}`);
    known = after === undefined ? page.plans : [...known, ...page.plans];
    next = page.next;
    more.hidden = next === undefined;
    redraw(list, known.length > 0 ? plansTable(known) : nothing(choice.value));
  }
  choice.addEventListener('change', () => show());
  // Whoever has read on keeps what was read.
  return {
    refresh: () => (known.length > 50 ? Promise.resolve() : show()),
    events: ['plan.changed', 'deployment.changed'],
  };
}

const plansTable = (plans) =>
  table(
    'Plans, newest first',
    ['State', 'Plan', 'Changes', 'Approvals', 'Made', 'Expires'],
    plans.map((plan) =>
      line([
        planBadge(plan),
        [
          make('a', { href: `/plans/${plan.id}` }, plan.title),
          plan.reason !== undefined && [make('br'), make('small', {}, plan.reason)],
        ],
        plan.files === 0
          ? ''
          : `${count(plan.files, 'file')} on ${count(plan.instances, 'server')}, ${count(plan.restarts, 'restart')}`,
        `${plan.given} of ${plan.needs}`,
        [time(plan.createdAt), make('br'), make('small', {}, `by ${plan.createdBy}`)],
        ['open', 'approved'].includes(plan.state) ? time(plan.expiresAt) : '',
      ]),
    ),
  );

const nothing = (state) =>
  make(
    'p',
    { class: 'empty' },
    state === '' ? 'There is no plan yet. ' : `No plan is ${CHOICES[state]}. `,
    make('a', { href: '/' }, 'Tick findings on the page Drift'),
    ' and press “Make the same”.',
  );
