import { call, cookie } from './api.js';
import { showClients } from './client-banner.js';
import { at } from './elements.js';
import { onFilter, showFindings, showOutliers } from './findings.js';
import { showHosts, showInstances, showLastScan, showTotals } from './fleet.js';
import { openPicks } from './pick-findings.js';

const say = (text) => (at('notice').textContent = text);

/** Each part is read by itself, so that one that cannot be read does not hide the others. */
async function refresh() {
  const clients = () => showClients(at('clients'));
  const parts = [showTotals, showLastScan, showHosts, showInstances, showOutliers, showFindings, clients];
  const outcomes = await Promise.allSettled(parts.map((show) => show()));
  const failure = outcomes.find(({ status }) => status === 'rejected');
  if (failure?.reason.status === 401) leave('Your session is over.');
  else say(failure?.reason.message ?? '');
}

const EVENTS = [
  'fleet.discovered',
  'drift.scan.requested',
  'drift.scan.started',
  'drift.scan.completed',
  'host.liveness.changed',
];
let events;

/** Events are hints: each makes the page read again, at most once a second. */
function follow() {
  events = new EventSource('/api/v1/events');
  let waiting;
  const again = () => (waiting ??= setTimeout(() => ((waiting = undefined), refresh()), 1000));
  for (const name of EVENTS) events.addEventListener(name, again);
  // A browser gives up after an answer that is no stream, such as 503 while Redis is away.
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(() => at('fleet').hidden || follow(), 10_000);
  });
}

async function enter(session) {
  at('login').hidden = true;
  at('fleet').hidden = at('logout').hidden = at('who').hidden = false;
  at('who').textContent = `${session.name} (${session.role})`;
  at('scan').hidden = session.role === 'viewer';
  openPicks(session, (done) => refresh().then(() => done !== '' && say(done)));
  await refresh();
  follow();
}

function leave(reason) {
  events?.close();
  at('fleet').hidden = at('logout').hidden = at('who').hidden = true;
  at('login').hidden = false;
  say(reason);
}

const orSay = (work) => () => work().catch((error) => say(error.message));

at('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    const body = { name: at('name').value, password: at('password').value };
    const session = await call('/api/v1/login', { method: 'POST', body });
    at('password').value = '';
    await enter(session);
  } catch (error) {
    say(error.message);
  }
});
at('logout').addEventListener(
  'click',
  orSay(async () => {
    await call('/api/v1/logout', { method: 'POST' });
    leave('You are logged out.');
  }),
);
at('scan').addEventListener(
  'click',
  orSay(async () => {
    const { joined } = await call('/api/v1/scans', { method: 'POST', body: {} });
    say(joined ? 'A scan of everything is already under way.' : 'A scan of everything was asked for.');
    await showLastScan();
  }),
);
at('more').addEventListener(
  'click',
  orSay(() => showFindings(true)),
);
onFilter(orSay(() => showFindings()));

// Without the cookie that scripts may read there is no session to ask for.
if (cookie('archivesmp_csrf') === undefined) leave('');
else call('/api/v1/session').then(enter, (error) => leave(error.status === 401 ? '' : error.message));
