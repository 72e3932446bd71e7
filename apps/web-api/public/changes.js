import { backupList } from './backup-list.js';
import { backupPage } from './backup-page.js';
import { showClaims } from './claim-banner.js';
import { showClients } from './client-banner.js';
import { deploymentList } from './deployment-list.js';
import { deploymentPage } from './deployment-page.js';
import { at } from './elements.js';
import { follow } from './live.js';
import { make } from './make.js';
import { planList } from './plan-list.js';
import { planPage } from './plan-page.js';
import { restartPage } from './restart-page.js';
import { openSession, sayFailure } from './session.js';
import { keepTimes } from './time.js';
import { showWaiting } from './waiting-plans.js';
import { showWarnings } from './warnings.js';

const LISTS = { plans: planList, deployments: deploymentList, restart: restartPage, backups: backupList };
const PAGES = { plans: planPage, deployments: deploymentPage, backups: backupPage };

const [, section, id] = location.pathname.split('/');
const open = id === undefined ? LISTS[section] : PAGES[section];
const view = at('view');
let stop = () => undefined;

/**
 * A page is opened once with a part of its own, and gives what reads it again and the events upon which that is done. What
 * cannot be read is said above it; what was read before stays.
 */
async function enter(session) {
  stop();
  view.replaceChildren(make('p', { class: 'empty' }, 'Reading …'));
  const part = make('div', { class: 'page' });
  const page = open(part, session, decodeURIComponent(id ?? ''));
  let shown = false;
  const again = async () => {
    const plans = document.querySelector('.tabs [href="/plans"]');
    const [outcome] = await Promise.allSettled([
      page.refresh(),
      showWarnings(at('warnings')),
      showClients(at('clients')),
      showClaims(at('claims')),
      showWaiting(plans),
    ]);
    view.setAttribute('aria-busy', 'false');
    if (outcome.status === 'fulfilled') {
      if (!shown) view.replaceChildren(part);
      sayFailure('');
      shown = true;
      return;
    }
    const { status, message } = outcome.reason;
    if (status === 401) return login.go('Your session is over. Log in again.');
    sayFailure(shown ? `What you see may be old: ${message}` : message);
    if (!shown)
      view.replaceChildren(
        make('p', { class: 'empty' }, status === 404 ? 'There is nothing here.' : 'Nothing could be read.'),
      );
  };
  await again();
  if (at('login').hidden) stop = follow(['plan.changed', 'host.liveness.changed', ...page.events], again);
}

const login = openSession({
  enter,
  leave: () => {
    stop();
    view.replaceChildren();
    at('clients').hidden = at('claims').hidden = at('warnings').hidden = true;
  },
});

for (const link of at('tabs').querySelectorAll('a'))
  if (link.getAttribute('href') === `/${section}`) link.setAttribute('aria-current', 'page');
keepTimes();
