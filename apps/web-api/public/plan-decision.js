import { call, onceKey } from './api.js';
import { askFirst, field, numbers, problemList } from './confirm-dialog.js';
import { button, count, make, redraw } from './make.js';

/** Where a plan is approved, rejected and started. `refresh` shows what the hub says may be done now, and why something may not. */
export function decisionsOf(controls, reread) {
  const comment = make('textarea', { id: 'comment', rows: '2', maxlength: '2000' });
  const buttons = make('div');
  const failure = make('div', { role: 'alert' });
  const note = field('Comment for the others (optional)', comment);
  const card = make(
    'section',
    { class: 'card controls', hidden: true },
    make('h2', {}, 'Decide'),
    note,
    buttons,
    failure,
  );
  controls.append(card);

  const doing = (work) => async () => {
    failure.replaceChildren();
    try {
      await work();
    } catch (error) {
      failure.replaceChildren(make('p', { class: 'failure' }, error.message));
      if (error.errors?.length > 0) failure.append(problemList(error.errors));
    }
    await reread();
  };
  const decide = ({ id, hash }, verdict, words) => {
    const body = { hash, ...(words.trim() !== '' && { comment: words.trim() }) };
    return call(`/api/v1/plans/${id}/${verdict}`, { method: 'POST', body });
  };

  return {
    refresh(plan, now, seen) {
      card.hidden = !['open', 'approved'].includes(plan.state);
      // What was refused, and how files moved, can still be read after the plan went stale by it.
      if (failure.childNodes.length > 0) card.hidden = false;
      const { approve, reject: rejecting, start: starting } = plan.youMay;
      note.hidden = plan.state !== 'open' || (!approve.allowed && !rejecting.allowed);
      if (plan.state === 'open') {
        if (!approve.allowed && !rejecting.allowed) return redraw(buttons, reason(approve.whyNot));
        const against = approve.whyNot ?? whatIsUnread(seen);
        return redraw(
          buttons,
          make(
            'div',
            { class: 'buttons' },
            button(
              `Approve the changes of ${count(plan.instances, 'server')}`,
              doing(() => decide(plan, 'approve', comment.value)),
              {
                id: 'approve',
                kind: 'main',
                disabled: against !== undefined,
                'aria-describedby': 'why-not',
              },
            ),
            button(
              'Reject this plan',
              doing(() => reject(plan, decide, comment.value)),
              { id: 'reject', disabled: !rejecting.allowed },
            ),
          ),
          reason(against ?? 'You approve exactly this fingerprint and nothing else.'),
        );
      }
      if (plan.state !== 'approved') return redraw(buttons);
      if (!starting.allowed) return redraw(buttons, reason(starting.whyNot));
      return redraw(
        buttons,
        button(
          `Start: change ${count(plan.instances, 'server')} …`,
          doing(() => start(plan, now)),
          {
            id: 'start',
            kind: 'main',
          },
        ),
      );
    },
  };
}

const reason = (words) => make('p', { id: 'why-not', class: 'hint' }, words);

/** What has to be read before anybody approves; undefined when everything was. */
function whatIsUnread(seen) {
  if (seen === undefined) return 'The differences are still being read.';
  const left = seen.of - seen.opened.size;
  return left > 0
    ? `Open the differences first: ${seen.opened.size} of ${count(seen.of, 'server')} read.`
    : undefined;
}

const reject = (plan, decide, words) =>
  askFirst({
    title: `Reject “${plan.title}”?`,
    text: ['Nothing is changed. A rejected plan cannot be approved any more; a new one can be made.'],
    fields: [field('Why', make('textarea', { name: 'why', rows: '2', maxlength: '2000' }, words))],
    action: 'Reject this plan',
    danger: true,
    run: ({ why }) => decide(plan, 'reject', why),
  });

async function start(plan, now) {
  const once = onceKey();
  const ones = plan.plan.waves.flatMap((wave) => wave.instances);
  const restarted = ones.filter(({ restart }) => restart).map(({ instanceId }) => now.get(instanceId));
  const players = restarted.reduce((sum, one) => sum + (one?.players ?? 0), 0);
  const unknown = restarted.filter((one) => one?.players === undefined).length;
  const { sentence } = await call('/api/v1/change-windows');
  const number = (name, min, max) =>
    make('input', { type: 'number', name, min, max, placeholder: 'as set in the settings' });
  const online = `${count(players, 'player')} online${unknown > 0 ? `, ${count(unknown, 'server')} unknown` : ''}`;
  const made = await askFirst({
    title: `Start “${plan.title}”?`,
    text: [
      `${count(ones.length, 'server')} in ${count(plan.plan.waves.length, 'wave')}; ${count(restarted.length, 'restart')}, ${online}.`,
      'Each server is backed up first, and rolled back by itself when it is not well afterwards. You can pause, or stop and undo.',
      `Time: ${sentence}.`,
    ],
    fields: [
      field('Servers at the same time on one host', number('perHost', '1', '20')),
      field(
        'Wait for players to leave before a restart, in seconds',
        number('waitForEmptySeconds', '0', '86400'),
      ),
      field(
        'Change while stopped: for plugins that write their old configuration back when they stop',
        make('input', { type: 'checkbox', name: 'whileStopped' }),
      ),
      restarted.length > 0 &&
        field(
          'Restart later: write and verify now; the verdict comes after a restart that somebody asks for',
          make('input', { type: 'checkbox', name: 'restartLater' }),
        ),
    ],
    action:
      restarted.length > 0
        ? `Change ${count(ones.length, 'server')}, restart ${restarted.length}, ${online}`
        : `Change ${count(ones.length, 'server')}`,
    run: ({ whileStopped, restartLater, ...said }) =>
      call('/api/v1/deployments', {
        method: 'POST',
        body: {
          planId: plan.id,
          hash: plan.hash,
          ...numbers(said),
          ...(whileStopped !== undefined && { whileStopped: true }),
          ...(restartLater !== undefined && { restartLater: true }),
        },
        once,
      }),
  });
  if (made !== undefined) location.assign(`/deployments/${made.id}`);
}
