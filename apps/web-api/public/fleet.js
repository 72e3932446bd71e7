import { shownText } from './shown-text.js';
import { call } from './api.js';
import { hostWords } from './claim-banner.js';
import { ago, at, badge, emptyRow, row, small } from './elements.js';
import { count } from './make.js';

const SEVERITIES = ['critical', 'high', 'medium', 'low'];

/** Fills a list of choices and keeps what was chosen. */
function offer(select, names) {
  const chosen = select.value;
  const [all] = select.options;
  select.replaceChildren(all, ...names.map((name) => new Option(name, name)));
  select.value = names.includes(chosen) ? chosen : '';
}

/** How much differs, by severity. */
export async function showTotals() {
  const { total, bySeverity } = await call('/api/drift/report');
  at('total').textContent = total;
  at('severities').replaceChildren(
    ...SEVERITIES.map((name) => badge(`${bySeverity[name] ?? 0} ${name}`, bySeverity[name] ? name : 'none')),
  );
}

/** What a scan looked at: its numbers are of that alone. */
function scopeText({ host, instance, plugin }) {
  const what = plugin === undefined ? '' : `${plugin} on `;
  const where = instance ?? (host === undefined ? 'the whole fleet' : `the host ${host}`);
  return `${what}${where}`;
}

/** A scan looks for odd values among the instances it saw, and only at its end: what it did not judge is not none. */
function oddText({ state, outliers }) {
  if (outliers === undefined) return 'no odd values were looked for';
  return state === 'partial' ? `${outliers} odd among the instances that were scanned` : `${outliers} odd`;
}

/** How the last scan ended, or that one is under way. */
export async function showLastScan() {
  const [scan] = (await call('/api/v1/scans?limit=1')).scans;
  if (scan === undefined) {
    at('scan-state').textContent = 'none yet';
    return;
  }
  const over = scan.finishedAt !== undefined;
  at('scan-state').textContent = over ? scan.state : `${scan.state} …`;
  at('scan-facts').textContent = [
    `Of ${scopeText(scan.scope)}.`,
    over ? `${ago(scan.finishedAt)}, by ${scan.requestedBy}.` : `Asked for by ${scan.requestedBy}.`,
    over ? `${scan.openFindings} differences, documented ones included; ${oddText(scan)}.` : '',
    scan.reason ?? '',
  ].join(' ');
}

/** How a host stands: one whose access was taken away is that before all else, however short ago its agent was heard. */
const hostStatus = ({ access, agent }) =>
  access === 'revoked' || access === 'expired' ? `access ${access}` : agent;

/** Hosts with their agents. A host whose agent is silent is never shown as alive. */
export async function showHosts() {
  const { hosts } = await call('/api/v1/hosts');
  at('hosts').replaceChildren(
    ...hosts.map((host) => {
      const item = document.createElement('li');
      const heard =
        host.agentAgeSeconds === undefined ? '' : `, heard ${Math.round(host.agentAgeSeconds)} s ago`;
      const cut = host.agent === 'alive' && !host.hubReachable ? ', cannot reach the hub' : '';
      const status = hostStatus(host);
      const claims = host.claims > 0 ? `, claims ${host.claims} of other hosts` : '';
      item.append(...shownText(`${host.name} `), badge(status, status.replace(' ', '-')), ' ');
      item.append(small(`${count(host.instances, 'instance')}${heard}${cut}${claims}`));
      if (host.discoveryError !== undefined)
        item.append(document.createElement('br'), small(`Its agent says: ${host.discoveryError}`));
      return item;
    }),
  );
  offer(
    at('host'),
    hosts.filter(({ instances }) => instances > 0).map(({ name }) => name),
  );
}

const instanceRow = (one) =>
  row([
    [one.name, document.createElement('br'), small(one.friendlyName)],
    hostWords(one),
    one.platform,
    badge(one.drift, one.drift),
    String(one.openFindings),
    badge(one.health, one.health),
    one.players === undefined ? '' : String(one.players),
    ago(one.scannedAt),
    one.reason ?? '',
  ]);

/** Instances with their three statuses, and how many stand how. */
export async function showInstances() {
  const { instances, count } = await call('/api/v1/instances');
  at('instance-count').textContent = count;
  const byStatus = Map.groupBy(instances, ({ drift }) => drift);
  at('drift-statuses').replaceChildren(
    ...[...byStatus].map(([name, those]) => badge(`${those.length} ${name}`, name)),
  );
  at('instances').replaceChildren(
    ...(count > 0 ? instances.map(instanceRow) : [emptyRow('No instance was discovered yet.', 9)]),
  );
  offer(
    at('instance'),
    instances.map(({ name }) => name),
  );
}
