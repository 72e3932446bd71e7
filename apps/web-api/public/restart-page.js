import { call, onceKey } from './api.js';
import { hostWords } from './claim-banner.js';
import { askFirst, field, numbers } from './confirm-dialog.js';
import { flagAction, holdAction, holdWords, unflagAction } from './instance-holds.js';
import { button, count, line, make, redraw, table } from './make.js';
import { may } from './session.js';
import { healthBadge, operationBadge } from './state-badge.js';

/** Which instances need a restart, which must not be touched, and the buttons that restart, stop and start them. */
export function restartPage(part, session) {
  document.title = 'Restart';
  const head = make('div');
  const list = make('div');
  const bar = make('div');
  const host = make('select', { id: 'restart-host' });
  const selected = new Set();
  part.append(
    make('h1', {}, 'Restart'),
    head,
    make('div', { class: 'filters' }, make('label', {}, 'Host ', host)),
    bar,
    list,
  );
  let fleet = [];
  let holds = new Map();
  const draw = () => {
    const shown = fleet.filter((one) => host.value === '' || one.host === host.value);
    const rows = shown.map((one) => rowOf(one, holds.get(one.id), session, selected, draw, refresh));
    redraw(list, rows.length > 0 ? table('Instances', headsFor(session), rows) : nothing());
    redraw(bar, may(session, 'operator') ? buttonsOf(shown, holds, selected) : forbidden(session));
  };
  host.addEventListener('change', draw);
  async function refresh() {
    const [{ instances }, held, windows] = await Promise.all([
      call('/api/v1/instances'),
      call('/api/v1/holds'),
      call('/api/v1/change-windows'),
    ]);
    fleet = instances.toSorted((a, b) => b.needsRestart - a.needsRestart || a.name.localeCompare(b.name));
    holds = new Map(held.holds.map((hold) => [hold.instanceId, hold]));
    for (const id of selected) if (!fleet.some((one) => one.id === id) || holds.has(id)) selected.delete(id);
    const chosen = host.value;
    const hosts = [...new Set(fleet.map((one) => one.host))].sort();
    host.replaceChildren(new Option('all', ''), ...hosts.map((name) => new Option(name, name)));
    host.value = hosts.includes(chosen) ? chosen : '';
    redraw(head, make('p', { class: windows.allowed ? 'lead' : 'lead shut' }, sentence(windows)));
    draw();
  }
  return { refresh, events: ['deployment.changed', 'deployment.instance.changed', 'fleet.discovered'] };
}

const sentence = ({ sentence: said, allowed }) =>
  `${said.charAt(0).toUpperCase()}${said.slice(1)}.${allowed ? '' : ' What you ask for now waits until then.'}`;

const headsFor = (session) => [
  may(session, 'operator') ? 'Select' : '',
  'Server',
  'Host',
  'Restart',
  'Health',
  'Players',
  'Now',
  'Hold',
  '',
];

function rowOf(one, hold, session, selected, draw, refresh) {
  const operator = may(session, 'operator');
  const box = make('input', {
    type: 'checkbox',
    id: `select-${one.id}`,
    'aria-label': `Select ${one.name}`,
    disabled: hold !== undefined,
  });
  box.checked = selected.has(one.id);
  box.addEventListener('change', () => {
    if (box.checked) selected.add(one.id);
    else selected.delete(one.id);
    draw();
  });
  return line(
    [
      operator ? box : '',
      [make('strong', {}, one.name), make('br'), make('small', {}, one.friendlyName)],
      hostWords(one),
      one.needsRestart
        ? [
            make('span', { class: 'badge hue-orange' }, '! needs a restart'),
            make('br'),
            make('small', {}, one.needsRestartReason ?? ''),
          ]
        : '',
      healthBadge(one.health),
      one.players === undefined ? 'unknown' : String(one.players),
      operationBadge(one.operation),
      hold === undefined ? '' : holdWords(hold),
      operator
        ? make(
            'div',
            { class: 'buttons' },
            holdAction(one, hold, refresh),
            one.needsRestart ? unflagAction(one, refresh) : flagAction(one, refresh),
          )
        : '',
    ],
    { class: selected.has(one.id) ? 'selected' : undefined },
  );
}

function buttonsOf(fleet, holds, selected) {
  const free = fleet.filter((one) => !holds.has(one.id));
  const chosen = free.filter((one) => selected.has(one.id));
  const flagged = free.filter((one) => one.needsRestart);
  const running = chosen.filter(({ health }) => health !== 'stopped');
  const stopped = chosen.filter(({ health }) => !['healthy', 'starting'].includes(health));
  const held = fleet.length - free.length;
  return [
    make(
      'div',
      { class: 'buttons', role: 'group', 'aria-label': 'Restart' },
      button(`Restart selected (${chosen.length}) …`, () => changePower('restart', chosen), {
        id: 'restart-selected',
        kind: 'main',
        disabled: chosen.length === 0,
      }),
      button(`Restart flagged (${flagged.length}) …`, () => changePower('restart', flagged), {
        id: 'restart-flagged',
        disabled: flagged.length === 0,
      }),
      button(`Restart all (${free.length}) …`, () => changePower('restart', free, free.length), {
        id: 'restart-all',
        kind: 'danger',
        disabled: free.length === 0,
      }),
    ),
    make(
      'div',
      { class: 'buttons', role: 'group', 'aria-label': 'Stop and start' },
      button(`Stop selected (${running.length}) …`, () => changePower('stop', running), {
        id: 'stop-selected',
        kind: 'danger',
        disabled: running.length === 0,
      }),
      button(`Start selected (${stopped.length}) …`, () => changePower('start', stopped), {
        id: 'start-selected',
        disabled: stopped.length === 0,
      }),
    ),
    held > 0 && make('p', { class: 'hint' }, `${count(held, 'server')} on hold: left out of all of these.`),
  ];
}

/** What is said of each before it is done. */
const POWER = {
  restart: {
    verb: 'Restart',
    text: 'Players are told on the console; proxies come last. The next server is restarted when the one before is well.',
  },
  stop: {
    verb: 'Stop',
    text: 'Players are told on the console; proxies come last. Nobody can play there until somebody starts it again.',
  },
  start: { verb: 'Start', text: 'Proxies come last. Each is watched as after a restart.' },
};

/**
 * Restarts, stops or starts servers after asking.
 * @param typed what has to be typed first, for a restart of everything
 */
async function changePower(kind, those, typed) {
  const once = onceKey();
  const { verb, text } = POWER[kind];
  const players = those.reduce((sum, one) => sum + (one.players ?? 0), 0);
  const unknown = those.filter((one) => one.players === undefined).length;
  const stopped = those.filter((one) => one.health === 'stopped').map(({ name }) => name);
  const online = `${count(players, 'player')} online${unknown > 0 ? `, ${unknown} unknown` : ''}`;
  const countdown = make('input', {
    type: 'number',
    name: 'countdownSeconds',
    min: '0',
    max: '3600',
    placeholder: 'as set in the settings',
  });
  const made = await askFirst({
    title: `${verb} ${count(those.length, 'server')}?`,
    text: [
      those.map(({ name }) => name).join(', '),
      text,
      kind === 'restart' && stopped.length > 0 ? `Stopped at the moment: ${stopped.join(', ')}.` : undefined,
    ],
    fields: kind === 'start' ? [] : [field('Countdown on the console, in seconds', countdown)],
    action: `${verb} ${count(those.length, 'server')}${kind === 'start' ? '' : `, ${online}`}`,
    danger: kind !== 'start',
    ...(typed !== undefined && { typed }),
    // The names are said, and not "all": what came or was held meanwhile is not touched unseen.
    run: (said) =>
      call(`/api/v1/${kind}`, {
        method: 'POST',
        body: { instances: those.map(({ id }) => id), expect: those.length, ...numbers(said) },
        once,
      }),
  });
  if (made !== undefined) location.assign(`/deployments/${made.id}`);
}

const forbidden = ({ role }) =>
  make('p', { class: 'hint' }, `Restarting, stopping and starting need the role operator; yours is ${role}.`);
const nothing = () =>
  make(
    'p',
    { class: 'empty' },
    'No server is known here yet. They are found by a discovery; ask an operator.',
  );
