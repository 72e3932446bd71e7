import { call } from './api.js';
import { button, count, facts, fingerprint, make, redraw } from './make.js';
import { decisionsOf } from './plan-decision.js';
import { plainText } from './shown-text.js';
import { instanceDifferences, plannedOnly } from './plan-instance.js';
import { may } from './session.js';
import { planBadge } from './state-badge.js';
import { time } from './time.js';

const WORDS = {
  making: 'The exact changes are being worked out. This page shows them as soon as they are there.',
  open: 'Nothing is changed yet. Somebody has to read the differences and approve them.',
  approved: 'Approved. It runs when somebody presses Start.',
  running: 'It is running.',
  done: 'It has run.',
  empty: 'There is nothing to change.',
  failed: 'The plan could not be made.',
  rejected: 'Somebody said no. Nothing was changed.',
  expired: 'It was not run in time. Nothing was changed; make a new plan.',
  stale:
    'Something on the servers moved since the plan was made, so it is not run. Nothing was changed; scan, and make a new plan.',
};

/** What became of one that was run. */
const OUTCOMES = {
  flagged: 'It is written and verified, and waits for restarts; its verdict comes after them.',
  succeeded: 'It has run, and all is well.',
  failed: 'It has run and failed. The run tells on which servers, and what was undone.',
  stopped: 'It was stopped while it ran, and undone.',
  cancelled: 'It was cancelled before anything was changed.',
  taken_back: 'It has run and was taken back: the servers are as they were before.',
};

/** One plan: what it would do to whom, wave by wave, and what people decided. */
export function planPage(part, session, id) {
  const head = make('div');
  const content = make('div');
  const controls = make('div');
  part.append(head, content, controls);
  let drawn;
  let seen;
  const readNow = async () =>
    new Map((await call('/api/v1/instances')).instances.map((one) => [one.id, one]));
  async function refresh() {
    const plan = await call(`/api/v1/plans/${encodeURIComponent(id)}`);
    const now = await readNow();
    document.title = plainText(`Plan: ${plan.title}`);
    redraw(head, headOf(plan));
    // What a plan does never changes, so whatever somebody opened there stays as it is.
    if (drawn !== plan.hash && plan.plan !== undefined) {
      const read = (one) => (may(session, 'operator') ? contentsOf(plan, one) : plannedOnly(one));
      seen = differencesOf(plan.plan, now, content, read, () => decisions.refresh(plan, now, seen));
      drawn = plan.hash;
    }
    decisions.refresh(plan, now, seen);
  }
  const decisions = decisionsOf(controls, refresh);
  return { refresh, events: ['plan.changed', 'deployment.changed'] };
}

const headOf = (plan) => [
  make('h1', {}, plan.title, ' ', planBadge(plan)),
  make(
    'p',
    { class: 'lead' },
    OUTCOMES[plan.outcome] ?? WORDS[plan.state],
    plan.reason !== undefined && ` ${plan.reason}`,
  ),
  facts([
    ['Made', make('span', {}, time(plan.createdAt), ` by ${plan.createdBy}`)],
    ['Expires', ['open', 'approved'].includes(plan.state) ? time(plan.expiresAt) : undefined],
    ['Fingerprint', plan.hash === undefined ? undefined : fingerprint(plan.hash)],
    [
      'Changes',
      plan.files > 0 ? `${count(plan.files, 'file')} on ${count(plan.instances, 'server')}` : undefined,
    ],
    ['Restarts', plan.files > 0 ? count(plan.restarts, 'server') : undefined],
    ['Run', plan.deploymentId && make('a', { href: `/deployments/${plan.deploymentId}` }, 'see how it goes')],
  ]),
  plan.approvals.length > 0 &&
    make(
      'ul',
      { class: 'said', 'aria-label': 'Decisions' },
      plan.approvals.map(({ by, verdict, at, comment, lapsed }) =>
        make(
          'li',
          {},
          make('strong', {}, `${by} ${verdict === 'approve' ? 'approved' : 'rejected'}`),
          ' ',
          make('small', {}, time(at), lapsed && ' – lapsed, counts no more'),
          comment !== undefined && make('q', {}, comment),
        ),
      ),
    ),
];

/** What the contents show of one instance. @throws when it is of another plan than the one on this page */
async function contentsOf({ id, hash }, { instanceId }) {
  const changes = await call(
    `/api/v1/plans/${encodeURIComponent(id)}/instances/${encodeURIComponent(instanceId)}/changes`,
  );
  if (changes.hash !== hash) throw new Error('the plan is another one by now; load this page again');
  return changes;
}

/**
 * Draws the waves. Gives how many instances there are and which were opened and read; `read` gives the contents of one, `onRead`
 * is called when another one is on the screen.
 */
function differencesOf({ waves, refusals }, now, content, read, onRead) {
  const opened = new Set();
  const all = [];
  const shown = waves.map((wave, index) =>
    make(
      'section',
      { class: 'wave' },
      make('h2', {}, `Wave ${index + 1}: ${wave.name} `, make('span', {}, waveWords(index, waves.length))),
      wave.instances.map((one) => {
        const element = instanceDifferences(
          one,
          now.get(one.instanceId),
          () => read(one),
          () => {
            opened.add(one.instanceId);
            onRead();
          },
        );
        all.push(element);
        return element;
      }),
    ),
  );
  const openAll = button('Show all differences', () => all.forEach((one) => (one.open = true)), {
    id: 'show-all',
  });
  redraw(content, all.length > 0 && openAll, shown, refusals.length > 0 && leftOut(refusals, now));
  return { opened, of: all.length };
}

function waveWords(index, waves) {
  if (waves === 1) return 'everything at once';
  return index === 0
    ? 'goes first; the next wave starts only when all is well here'
    : 'when the wave before is well';
}

const leftOut = (refusals, now) =>
  make(
    'section',
    {},
    make(
      'h2',
      {},
      'Not in this plan ',
      make('span', {}, count(refusals.length, 'change request', 'change requests')),
    ),
    make(
      'ul',
      { class: 'card refusals' },
      refusals.map(({ instanceId, path, reason }) =>
        make(
          'li',
          {},
          make('strong', {}, now.get(instanceId)?.name ?? instanceId),
          ' ',
          make('code', {}, path),
          ` ${reason}`,
        ),
      ),
    ),
  );
