import { call } from './api.js';
import { at, badge, emptyRow, place, row, small, value } from './elements.js';

const FILTERS = ['severity', 'host', 'instance', 'plugin', 'status'];
const COLUMNS = 6;
let next;

const findingRow = (finding) =>
  row([
    badge(finding.severity, finding.severity),
    [finding.instance, document.createElement('br'), small(finding.host)],
    place(finding),
    // quotes tell the text "10" from the number 10
    value(finding.expected, finding.kind === 'type_change'),
    value(finding.actual, finding.kind === 'type_change'),
    [finding.state === 'recurred' ? `${finding.reason} (came back)` : finding.reason],
  ]);

/** Shows the first page of what the filters ask for, or the page after the last one shown. */
export async function showFindings(more = false) {
  const query = new URLSearchParams({ limit: '100' });
  for (const name of FILTERS) if (at(name).value.trim() !== '') query.set(name, at(name).value.trim());
  if (more && next !== undefined) query.set('after', next);
  const page = await call(`/api/v1/findings?${query}`);
  const rows = page.findings.map(findingRow);
  if (more) at('findings').append(...rows);
  else
    at('findings').replaceChildren(
      ...(rows.length > 0 ? rows : [emptyRow('Nothing differs that matches these filters.', COLUMNS)]),
    );
  next = page.next;
  at('more').hidden = next === undefined;
  const count = at('findings').querySelectorAll('.badge').length;
  at('shown').textContent = `${count} shown${next ? ', there are more' : ''}`;
}

/** Shows the odd ones out. */
export async function showOutliers() {
  const { outliers, next: more } = await call('/api/v1/outliers?limit=100');
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
  at('outlier-count').textContent = `${rows.length}${more ? ' shown, there are more' : ''}`;
}

/** Calls back whenever a filter changes. */
export function onFilter(again) {
  at('filter').addEventListener('submit', (event) => event.preventDefault());
  for (const name of FILTERS) at(name).addEventListener('change', again);
}
