import { call } from './api.js';
import { askFirst, field } from './confirm-dialog.js';
import { button, make } from './make.js';
import { time } from './time.js';

/** Why an instance must not be changed, by whom, and until when. */
export const holdWords = ({ reason, by, since, until }) => [
  make('strong', {}, reason),
  make('br'),
  make(
    'small',
    {},
    `by ${by}, `,
    time(since),
    until === undefined ? ', until somebody lifts it' : [', ends ', time(until)],
  ),
];

/** Puts a hold on an instance, or lifts the one that it has. */
export const holdAction = (one, hold, refresh) =>
  hold === undefined
    ? button('Hold …', () => placeHold(one).then(refresh), {
        id: `hold-${one.id}`,
        'aria-label': `Hold ${one.name}`,
      })
    : button('Lift the hold …', () => liftHold(one, hold).then(refresh), {
        id: `hold-${one.id}`,
        'aria-label': `Lift the hold of ${one.name}`,
      });

/** Says that an instance needs a restart, for a reason that the program does not know. */
export const flagAction = (one, refresh) =>
  button('Needs a restart …', () => flag(one).then(refresh), {
    id: `flag-${one.id}`,
    'aria-label': `Say that ${one.name} needs a restart`,
  });

/** Takes off that an instance needs a restart, whoever said so. */
export const unflagAction = (one, refresh) =>
  button('Needs no restart …', () => unflag(one).then(refresh), {
    id: `unflag-${one.id}`,
    'aria-label': `Say that ${one.name} needs no restart`,
  });

const reasonField = (example) =>
  field(
    'Reason',
    make('input', { name: 'reason', required: true, minlength: '3', maxlength: '500', placeholder: example }),
  );

const placeHold = (one) =>
  askFirst({
    title: `Hold ${one.name}?`,
    text: ['Nothing is changed or restarted there until the hold ends.'],
    fields: [
      reasonField('event this weekend'),
      field('Ends (empty: when somebody lifts it)', make('input', { name: 'until', type: 'datetime-local' })),
    ],
    action: `Hold ${one.name}`,
    run: ({ reason, until }) =>
      call('/api/v1/holds', {
        method: 'POST',
        body: { instance: one.id, reason, ...(until !== '' && { until: new Date(until).toISOString() }) },
      }),
  });

const liftHold = (one, { id, reason, rejectedPlanHash }) =>
  askFirst({
    title: `Lift the hold of ${one.name}?`,
    text: [
      `It is held because: ${reason}`,
      rejectedPlanHash === undefined
        ? undefined
        : 'A change was rolled back there; the same change would be tried again.',
    ],
    action: `Lift the hold of ${one.name}`,
    run: () => call(`/api/v1/holds/${id}`, { method: 'DELETE' }),
  });

const flag = (one) =>
  askFirst({
    title: `Does ${one.name} need a restart?`,
    text: ['It stays marked until its next restart that went well. Nothing is restarted now.'],
    fields: [reasonField('a file was changed by hand')],
    action: `Mark ${one.name}`,
    run: ({ reason }) =>
      call(`/api/v1/instances/${one.id}/needs-restart`, { method: 'POST', body: { reason } }),
  });

const unflag = (one) =>
  askFirst({
    title: `Does ${one.name} need no restart?`,
    text: [
      `It is marked because: ${one.needsRestartReason ?? 'nobody said why'}`,
      'A change that waits for a restart goes on waiting for its verdict.',
    ],
    fields: [reasonField('the plugin reloaded the file by itself')],
    action: `Take the mark off ${one.name}`,
    run: ({ reason }) =>
      call(`/api/v1/instances/${one.id}/needs-no-restart`, { method: 'POST', body: { reason } }),
  });
