import { call } from './api.js';
import { showClaims } from './claim-banner.js';
import { showClients } from './client-banner.js';
import { at } from './elements.js';
import { onFilter, showFindings, showOutliers } from './findings.js';
import { showHosts, showInstances, showLastScan, showTotals } from './fleet.js';
import { follow } from './live.js';
import { openSelection } from './select-findings.js';
import { may, openSession, say, sayFailure } from './session.js';
import { keepTimes } from './time.js';
import { showWaiting } from './waiting-plans.js';
import { showWarnings } from './warnings.js';

/** As many findings as one page has: whoever has read on keeps what is shown. */
const ONE_PAGE = 100;

const showAround = () =>
  Promise.all([
    showWarnings(at('warnings')),
    showClients(at('clients')),
    showClaims(at('claims')),
    showWaiting(document.querySelector('.tabs [href="/plans"]')),
  ]);

/** Each part is read by itself, so that one that cannot be read does not hide the others. */
async function refresh() {
  const parts = [showTotals, showLastScan, showHosts, showInstances, showOutliers, showAround];
  if (at('findings').rows.length <= ONE_PAGE) parts.push(showFindings);
  const outcomes = await Promise.allSettled(parts.map((show) => show()));
  const failure = outcomes.find(({ status }) => status === 'rejected');
  if (failure?.reason.status === 401) login.go('Your session is over. Log in again.');
  else sayFailure(failure?.reason.message ?? '');
}

const EVENTS = [
  'fleet.discovered',
  'drift.scan.requested',
  'drift.scan.started',
  'drift.scan.completed',
  'plan.changed',
  'host.liveness.changed',
];
let stop = () => undefined;

async function enter(session) {
  at('fleet').hidden = false;
  at('scan').hidden = !may(session, 'operator');
  openSelection(session, (done) => refresh().then(() => done !== '' && say(done)));
  await refresh();
  if (at('login').hidden) stop = follow(EVENTS, refresh);
}

function leave() {
  stop();
  at('fleet').hidden = at('clients').hidden = at('claims').hidden = at('warnings').hidden = true;
}

const orSay = (work) => () => work().catch((error) => sayFailure(error.message));

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
keepTimes();

const login = openSession({ enter, leave });
