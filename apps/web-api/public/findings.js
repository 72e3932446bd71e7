import { call } from './api.js';
import { causeOf } from './cause.js';
import { decider } from './decider.js';
import { at, badge, besideBaseline, emptyRow, place, row, side, small, value } from './elements.js';
import { groupRow } from './finding-groups.js';
import { count, make, redraw } from './make.js';
import { selectBox } from './select-findings.js';

const FILTERS = ['severity', 'host', 'instance', 'plugin', 'status', 'decidedBy'];
/** How findings are listed: each by itself, or alike ones as one in this order. */
const VIEW = 'view';
const COLUMNS = 7;
let next;
let shown = 0;

const findingRow = (finding) =>
  row([
    selectBox([finding]),
    badge(finding.severity, finding.severity),
    [finding.instance, document.createElement('br'), small(finding.host)],
    place(finding),
    besideBaseline(finding, side(finding.expectedText, finding.expected, finding.kind)),
    side(finding.actualText, finding.actual, finding.kind),
    [
      decider(finding.decidedBy),
      finding.state === 'recurred' ? `${finding.reason} (came back)` : finding.reason,
      causeOf(finding),
    ],
  ]);

/** Shows the first page of what the filters ask for, or the page after the last one shown. */
export async function showFindings(more = false) {
  const query = new URLSearchParams({ limit: '100' });
  for (const name of FILTERS) if (at(name).value.trim() !== '') query.set(name, at(name).value.trim());
  if (more && next !== undefined) query.set('after', next);
  const order = at(VIEW).value;
  if (order !== '') query.set('sort', order);
  const page = await call(`/api/v1/findings${order === '' ? '' : '/groups'}?${query}`);
  const rows = order === '' ? page.findings.map(findingRow) : page.groups.map(groupRow);
  if (more) at('findings').append(...rows);
  else
    redraw(
      at('findings'),
      rows.length > 0 ? rows : emptyRow('Nothing differs that matches these filters.', COLUMNS),
    );
  next = page.next;
  at('more').hidden = next === undefined;
  shown = (more ? shown : 0) + rows.length;
  at('shown').textContent = `${shown} shown${next ? ', there are more' : ''}`;
}

/** Shows the odd ones out, and the keys on which the servers are too divided to say who is odd. */
export async function showOutliers() {
  const { outliers, total } = await call('/api/v1/outliers?limit=100&state=majority');
  const rows = outliers.map((one) =>
    row([
      [one.instance, document.createElement('br'), small(one.host)],
      place({ ...one, kind: 'whole_file' }),
      value(one.value),
      value(one.majority),
      `${one.agree} of ${one.of}`,
    ]),
  );
  at('outliers').replaceChildren(...(rows.length > 0 ? rows : [emptyRow('None.', 5)]));
  at('outlier-count').textContent = countOf(total, rows.length);
  await showTies();
}

async function showTies() {
  const { outliers: ties, total } = await call('/api/v1/outliers?limit=100&state=no_majority');
  const rows = ties.map((one) =>
    row([
      one.among === 'everywhere' ? count(one.of, 'server') : `${count(one.of, 'server')} (${one.among})`,
      place({ ...one, kind: 'whole_file' }),
      one.value === undefined ? choices(one) : value(one.value),
    ]),
  );
  redraw(at('ties'), rows);
  at('tie-count').textContent = countOf(total, rows.length);
  at('ties-part').hidden = rows.length === 0;
}

const countOf = (total, shown) => (total > shown ? `${total}, the first ${shown} are shown` : `${total}`);

const choices = (tie) =>
  make(
    'ul',
    {},
    tie.choices.map((choice) =>
      make(
        'li',
        {},
        'value' in choice ? value(choice.value) : 'no such key',
        ' ',
        small(choice.instances.join(', ')),
      ),
    ),
  );

/** Calls back whenever a filter changes. */
export function onFilter(again) {
  at('filter').addEventListener('submit', (event) => event.preventDefault());
  for (const name of [...FILTERS, VIEW]) at(name).addEventListener('change', again);
}
