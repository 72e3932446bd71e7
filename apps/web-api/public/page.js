import { call } from './api.js';

const at = (id) => document.getElementById(id);
const say = (text) => (at('notice').textContent = text);

/** Everything from the API enters the page as text, never as markup. */
function row(cells) {
  const line = document.createElement('tr');
  for (const { text, mark, code } of cells) {
    const cell = line.insertCell();
    const holder = code ? cell.appendChild(document.createElement('code')) : cell;
    holder.textContent = text;
    if (mark) cell.className = mark;
  }
  return line;
}

const shown = (value) =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

const ago = (seconds) =>
  seconds === undefined
    ? 'never'
    : seconds < 120
      ? `${Math.round(seconds)} s ago`
      : `${Math.round(seconds / 60)} min ago`;

async function showHosts() {
  const { hosts } = await call('/api/v1/hosts');
  at('hosts').replaceChildren(
    ...hosts.map((host) =>
      row([
        { text: host.name },
        {
          text: host.hubReachable || host.agent !== 'alive' ? host.agent : 'alive, but cannot reach the hub',
          mark: host.agent,
        },
        { text: ago(host.agentAgeSeconds) },
        { text: String(host.instances) },
      ]),
    ),
  );
}

let next;

function findingRow(finding) {
  return row([
    { text: finding.severity, mark: finding.severity },
    { text: finding.host },
    { text: finding.instance },
    { text: `${finding.plugin} ${finding.file}` },
    { text: finding.key || `(${finding.kind.replaceAll('_', ' ')})`, code: true },
    { text: shown(finding.expected), code: true },
    { text: shown(finding.actual), code: true },
    { text: finding.reason },
  ]);
}

async function showFindings(after) {
  const query = new URLSearchParams({ limit: '200' });
  for (const name of ['severity', 'instance', 'plugin'])
    if (at(name).value) query.set(name, at(name).value.trim());
  if (after) query.set('after', after);
  const page = await call(`/api/v1/findings?${query}`);
  if (after) at('findings').append(...page.findings.map(findingRow));
  else at('findings').replaceChildren(...page.findings.map(findingRow));
  next = page.next;
  at('more').hidden = next === undefined;
  const rows = at('findings').rows.length;
  at('total').textContent = rows === 0 ? '(none found)' : `(${rows}${next ? ' and more' : ''})`;
}

const refresh = () => Promise.all([showHosts(), showFindings()]).catch((error) => say(error.message));

/** Events are hints: each makes the page read again, at most once a second. */
function follow() {
  const events = new EventSource('/api/v1/events');
  let waiting;
  const again = () => (waiting ??= setTimeout(() => ((waiting = undefined), refresh()), 1000));
  for (const name of ['fleet.discovered', 'drift.scan.completed', 'host.liveness.changed'])
    events.addEventListener(name, again);
  events.addEventListener('drift.scan.started', () => (at('scan-state').textContent = 'scanning …'));
  events.addEventListener('drift.scan.completed', () => (at('scan-state').textContent = ''));
  return events;
}

let events;

async function enter(session) {
  say('');
  at('login').hidden = true;
  at('fleet').hidden = at('logout').hidden = false;
  at('scan').hidden = session.role === 'viewer';
  await refresh();
  events = follow();
}

function leave(reason) {
  events?.close();
  at('fleet').hidden = at('logout').hidden = true;
  at('login').hidden = false;
  say(reason);
}

at('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    const session = await call('/api/v1/login', {
      method: 'POST',
      body: { name: at('name').value, password: at('password').value },
    });
    at('password').value = '';
    await enter(session);
  } catch (error) {
    say(error.message);
  }
});
at('logout').addEventListener('click', () =>
  call('/api/v1/logout', { method: 'POST' }).then(
    () => leave('You are logged out.'),
    (error) => say(error.message),
  ),
);
at('scan').addEventListener('click', () =>
  call('/api/v1/scans', { method: 'POST', body: {} }).then(
    ({ joined }) => (at('scan-state').textContent = joined ? 'a scan is already running' : 'scan requested'),
    (error) => say(error.message),
  ),
);
at('more').addEventListener('click', () => showFindings(next).catch((error) => say(error.message)));
for (const name of ['severity', 'instance', 'plugin'])
  at(name).addEventListener('change', () => showFindings().catch((error) => say(error.message)));

call('/api/v1/session').then(enter, (error) => leave(error.status === 401 ? '' : error.message));
