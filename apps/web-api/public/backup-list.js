import { call, onceKey } from './api.js';
import { askFirst, field } from './confirm-dialog.js';
import { pluginWords } from './elements.js';
import { button, count, line, make, redraw, table } from './make.js';
import { asIsField, asIsOf } from './restore-as-is.js';
import { may } from './session.js';
import { time } from './time.js';

const CAUSES = {
  'before-change': 'before a change',
  'before-restore': 'before a restore',
  schedule: 'on schedule',
  'by-hand': 'by hand',
};
const PAGE = 50;

/** Backups, newest first, by host, server, plugin, time, or the deployment for which they were taken. */
export function backupList(part, session) {
  document.title = 'Backups';
  const asked = new URLSearchParams(location.search);
  const select = (id) => make('select', { id }, make('option', { value: '' }, 'all'));
  const [host, instance] = [select('backup-host'), select('backup-instance')];
  const plugin = make('input', {
    id: 'backup-plugin',
    maxlength: '128',
    size: '14',
    placeholder: 'exact name',
  });
  const day = (id) => make('input', { id, type: 'datetime-local' });
  const [from, until] = [day('backup-from'), day('backup-until')];
  const filters = make(
    'form',
    { class: 'filters' },
    ...[
      ['Host', host],
      ['Server', instance],
      ['Plugin', plugin],
      ['From', from],
      ['Until', until],
    ].map(([words, input]) => make('label', {}, `${words} `, input)),
  );
  const list = make('div');
  const more = button('Show more', () => show(next), { hidden: true });
  const told = make('p', { role: 'status', class: 'hint' });
  part.append(
    make('h1', {}, 'Backups'),
    make(
      'p',
      { class: 'hint' },
      'What was there before each change, and on schedule. Open one to compare it with now and to bring it back.',
    ),
    may(session, 'operator') ? actions(() => fleet, told) : '',
    told,
    asked.has('deployment')
      ? make('p', {}, 'Only what one deployment replaced. ', make('a', { href: '/backups' }, 'Show all'))
      : '',
    filters,
    list,
    more,
  );
  let next;
  let fleet = [];
  let known = [];
  async function show(after) {
    const query = new URLSearchParams({ limit: String(PAGE) });
    const iso = ({ value }) => (value === '' ? '' : new Date(value).toISOString());
    const wanted = {
      host: host.value,
      instance: instance.value,
      plugin: plugin.value.trim(),
      from: iso(from),
      until: iso(until),
      deployment: asked.get('deployment') ?? '',
      after: after ?? '',
    };
    for (const [name, value] of Object.entries(wanted)) if (value !== '') query.set(name, value);
    const page = await call(`/api/v1/backups?${query}`);
    known = after === undefined ? page.backups : [...known, ...page.backups];
    next = page.next;
    more.hidden = next === undefined;
    redraw(
      list,
      known.length > 0
        ? tableOf(known)
        : make(
            'p',
            { class: 'empty' },
            'No backup matches. One is taken before each change, and on schedule.',
          ),
    );
  }
  filters.addEventListener('submit', (event) => event.preventDefault());
  filters.addEventListener('change', () => show().catch((error) => (told.textContent = error.message)));
  async function refresh() {
    ({ instances: fleet } = await call('/api/v1/instances'));
    offer(host, [...new Set(fleet.map((one) => one.host))].sort());
    offer(instance, fleet.map(({ name }) => name).sort());
    if (known.length <= PAGE) await show();
  }
  return { refresh, events: ['backup.taken'] };
}

function offer(select, names) {
  const chosen = select.value;
  select.replaceChildren(new Option('all', ''), ...names.map((name) => new Option(name, name)));
  select.value = names.includes(chosen) ? chosen : '';
}

const tableOf = (backups) =>
  table(
    'Backups, newest first',
    ['Taken', 'Server', 'Plugin', 'Why', 'Holds', 'Read back'],
    backups.map((one) =>
      line([
        [
          make('a', { href: `/backups/${one.id}` }, time(one.takenAt)),
          one.fromFuture === true &&
            make('small', {}, ' a time to come: the clock of whoever took it was wrong'),
        ].filter(Boolean),
        [one.instance, make('br'), make('small', {}, one.host)],
        pluginWords(one.plugin),
        [CAUSES[one.cause], make('br'), make('small', {}, one.reason ?? `by ${one.takenBy}`)],
        `${count(one.files, 'file')}, ${size(one.bytes)}`,
        one.damage === undefined
          ? one.verifiedAt === undefined
            ? 'not yet'
            : make('span', { class: 'badge hue-green' }, '✓ ', time(one.verifiedAt))
          : make('span', { class: 'badge hue-red' }, `✗ ${one.damage}`),
      ]),
    ),
  );

/** Why a backup was taken, in words. */
export const causeWords = (cause) => CAUSES[cause] ?? cause;

/** Bytes for people. */
export const size = (bytes) =>
  bytes < 1_024
    ? `${bytes} B`
    : bytes < 1_048_576
      ? `${Math.round(bytes / 1_024)} KB`
      : `${(bytes / 1_048_576).toFixed(1)} MB`;

function actions(fleet, told) {
  const serverOf = () =>
    make(
      'select',
      { name: 'instance' },
      fleet().map(({ id, name }) => make('option', { value: id }, name)),
    );
  const take = async () => {
    const once = onceKey();
    const of = serverOf();
    of.prepend(make('option', { value: '', selected: true }, `all ${fleet().length}`));
    const done = await askFirst({
      title: 'Back up now?',
      text: ['Nothing is changed on the servers.'],
      fields: [
        field('Server', of),
        field(
          'Reason (optional)',
          make('input', { name: 'reason', maxlength: '500', placeholder: 'before the event' }),
        ),
      ],
      action: 'Back up now',
      run: ({ instance, reason }) =>
        call('/api/v1/backups', {
          method: 'POST',
          body: { ...(instance !== '' && { instance }), ...(reason !== '' && { reason }) },
          once,
        }),
    });
    if (done !== undefined)
      told.textContent = 'The backup was asked for; it appears in the list when it is complete.';
  };
  const bringBack = async () => {
    const once = onceKey();
    const plan = await askFirst({
      title: 'Bring a whole server back to a time?',
      text: [
        'A plan is made from the newest backup of each plugin at that time. Nothing changes before somebody approved it.',
      ],
      fields: [
        field('Server', serverOf()),
        field('As it was at', make('input', { name: 'at', type: 'datetime-local', required: true })),
        asIsField(),
      ],
      action: 'Make the plan',
      run: ({ instance, at, ...said }) =>
        call('/api/v1/backups/restore', {
          method: 'POST',
          body: { instance, at: new Date(at).toISOString(), ...asIsOf(said) },
          once,
        }),
    });
    if (plan !== undefined) location.assign(`/plans/${plan.id}`);
  };
  return make(
    'div',
    { class: 'buttons' },
    button('Back up now …', take, { kind: 'main' }),
    button('Bring a server back to a time …', bringBack),
  );
}
