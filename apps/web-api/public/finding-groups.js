import { causeOf } from './cause.js';
import { decider } from './decider.js';
import { badge, besideBaseline, place, row, side, small } from './elements.js';
import { count, make } from './make.js';
import { selectBox } from './select-findings.js';
import { time } from './time.js';

/** What is the matter with servers that have the same finding, after "11 servers …" and "BENT01 …". */
const MATTER = {
  wrong_value: ['have the same other value', 'has another value'],
  type_change: ['have the same value of another type', 'has a value of another type'],
  missing_key: ['miss the same key', 'misses this key'],
  extra_key: ['have the same key too many', 'has a key too many'],
  list_order: ['have the same items in another order', 'has the items in another order'],
  missing_file: ['miss the same file', 'misses this file'],
  extra_file: ['have the same file too many', 'has a file too many'],
  not_understood: ['have this file, and it does not parse', 'has this file, and it does not parse'],
  unreadable: ['have this file and nobody can read it', 'has this file and nobody can read it'],
  missing_plugin: ['miss the same plugin', 'misses this plugin'],
};

/** Who has it: one server by its name, several as their number, with names, hosts and since when on a click. */
function servers({ id, kind, instances, hosts }) {
  const [several, one] = MATTER[kind] ?? MATTER.wrong_value;
  if (instances.length === 1)
    return [`${instances[0].instance} ${one}`, document.createElement('br'), small(hosts.join(', '))];
  const names = instances.map(({ instance, host, firstSeenAt }) =>
    make('li', {}, instance, ' ', small(host), ' ', make('small', {}, time(firstSeenAt, 'since '))),
  );
  return make(
    'details',
    { id: `group-${id}`, class: 'alike' },
    make('summary', {}, `${count(instances.length, 'server')} ${several}`, ' ', small(hosts.join(', '))),
    make('ul', {}, names),
  );
}

/** The points with the rules that gave them on a click. */
const points = ({ id, priority, why }) =>
  make(
    'details',
    { id: `why-${id}`, class: 'alike' },
    make('summary', {}, small(`priority ${priority}`)),
    make(
      'ul',
      {},
      why.map((rule) => make('li', {}, small(`${rule.points > 0 ? '+' : ''}${rule.points} ${rule.reason}`))),
    ),
  );

/** A row for alike findings of one or several servers. */
export function groupRow(group) {
  const { plugin, key, instances, severity, kind, expected, actual, reason, since } = group;
  const findings = instances.map(({ findingId, instance }) => ({
    id: findingId,
    instance,
    plugin,
    key,
    kind,
    status: group.status,
  }));
  return row([
    selectBox(findings, `${plugin} ${key} on ${count(instances.length, 'server')}`),
    [badge(severity, severity), points(group)],
    servers(group),
    place(group),
    besideBaseline(group, side(group.expectedText, expected, kind)),
    side(group.actualText, actual, kind),
    [
      decider(group.decidedBy),
      reason,
      causeOf(group),
      document.createElement('br'),
      make('small', {}, time(since, 'since ')),
    ],
  ]);
}
