import { call, onceKey } from './api.js';
import { askFirst, field } from './confirm-dialog.js';
import { at, pluginWords } from './elements.js';
import { button, count, make, redraw } from './make.js';
import { may } from './session.js';

/** What is ticked, by the id of the finding; it stays ticked while the table is drawn anew. */
const selected = new Map();
let allowed = false;
let changed = () => undefined;

/** Opens the bar with what may be done to ticked findings, for whom it is allowed. `changed` is called when something was done. */
export function openSelection(session, whenChanged) {
  allowed = may(session, 'operator');
  changed = whenChanged;
  selected.clear();
  drawBar();
}

/** A box that ticks one finding or several alike; nothing for somebody who may only read. */
export function selectBox(
  findings,
  label = `${findings[0]?.plugin} ${findings[0]?.key} on ${findings[0]?.instance}`,
) {
  if (!allowed || findings.length === 0) return '';
  const box = make('input', { type: 'checkbox', class: 'select', 'aria-label': `Select ${label}` });
  box.checked = findings.every(({ id }) => selected.has(id));
  box.addEventListener('change', () => {
    for (const one of findings)
      if (box.checked) selected.set(one.id, one);
      else selected.delete(one.id);
    drawBar();
  });
  return box;
}

function drawBar() {
  const bar = at('selection-bar');
  bar.hidden = selected.size === 0;
  const findings = [...selected.values()];
  const servers = serversOf(findings);
  const extra = findings.filter(isExtraFile);
  const other = findings.filter((one) => !isExtraFile(one));
  const documented = findings.filter(isDocumented);
  const undocumented = findings.filter((one) => !isDocumented(one));
  redraw(
    bar,
    make('strong', {}, `${count(findings.length, 'finding')} on ${count(servers, 'server')} ticked`),
    other.length > 0 &&
      button('Make the same …', () => makeTheSame(other, extra.length), { id: 'make-same', kind: 'main' }),
    undocumented.length > 0 && button('Keep as intended …', () => keep(undocumented), { id: 'keep' }),
    documented.length > 0 && button('No longer intended …', () => unkeep(documented), { id: 'unkeep' }),
    extra.length > 0 &&
      button(`Delete ${count(extra.length, 'extra file')} …`, () => deleteExtra(extra), {
        id: 'delete-extra',
        kind: 'danger',
      }),
    button('Untick all', untick, { id: 'untick' }),
  );
}

const serversOf = (findings) => new Set(findings.map(({ instance }) => instance)).size;
const isDocumented = ({ status }) => status === 'documented';
const isExtraFile = ({ kind }) => kind === 'extra_file';

function untick() {
  selected.clear();
  for (const box of document.querySelectorAll('input.select')) box.checked = false;
  drawBar();
}

/** Title of a plan that makes findings the same as they should be. */
export function titleOfTheSame(findings) {
  const [{ plugin, instance }] = findings;
  const servers = serversOf(findings);
  const what = findings.every((one) => one.plugin === plugin) ? pluginWords(plugin) : 'Several plugins';
  return `${what} as it should be on ${servers === 1 ? instance : `${servers} servers`}`;
}

async function makeTheSame(findings, extra) {
  const servers = serversOf(findings);
  const once = onceKey();
  const value = titleOfTheSame(findings);
  const plan = await askFirst({
    title: `Make ${count(findings.length, 'finding')} the same as it should be?`,
    text: [
      'A plan with the exact changes is made. Nothing changes on a server before somebody else approved it.',
      extra > 0
        ? `${count(extra, 'extra file')} you ticked ${extra === 1 ? 'is' : 'are'} not part of it: making things the same deletes no file.`
        : undefined,
    ],
    fields: [
      field(
        'Title of the plan',
        make('input', { name: 'title', value, required: true, minlength: '3', maxlength: '200' }),
      ),
    ],
    action: `Make a plan for ${count(servers, 'server')}`,
    run: ({ title }) =>
      call('/api/v1/plans', {
        method: 'POST',
        body: { title, findings: findings.map(({ id }) => id) },
        once,
      }),
  });
  if (plan !== undefined) location.assign(`/plans/${plan.id}`);
}

async function deleteExtra(findings) {
  const once = onceKey();
  const servers = serversOf(findings);
  const files = count(findings.length, 'file');
  const plan = await askFirst({
    title: `Delete ${files} on ${count(servers, 'server')}?`,
    text: [
      'The baseline does not have these files; whoever put them there may need them. Keep them as intended when in doubt.',
      'A plan that deletes them is made. Nothing changes on a server before somebody else approved it.',
    ],
    fields: [
      field(
        'Title of the plan',
        make('input', {
          name: 'title',
          value: `Delete ${files} that the baseline does not have`,
          required: true,
          minlength: '3',
          maxlength: '200',
        }),
      ),
    ],
    action: `Make a plan that deletes ${files}`,
    danger: true,
    typed: findings.length,
    run: ({ title }) =>
      call('/api/v1/plans', {
        method: 'POST',
        body: { title, deletions: findings.map(({ id }) => id), expectDeletions: findings.length },
        once,
      }),
  });
  if (plan !== undefined) location.assign(`/plans/${plan.id}`);
}

async function keep(findings) {
  const servers = serversOf(findings);
  const input = (attributes) => make('input', attributes);
  const done = await askFirst({
    title: `Keep ${count(findings.length, 'difference')} as intended?`,
    text: [
      'What is there now is written down as a documented deviation. It counts as drift again after its end. Nothing changes on the servers.',
    ],
    fields: [
      field(
        'Reason',
        input({
          name: 'reason',
          required: true,
          minlength: '3',
          maxlength: '500',
          placeholder: 'respawning is off for the event',
        }),
      ),
      field('Who answers for it (you, unless named)', input({ name: 'owner', maxlength: '128' })),
      field('Until (empty: for good)', input({ name: 'until', type: 'date' })),
    ],
    action: `Keep ${count(findings.length, 'difference')} on ${count(servers, 'server')}`,
    run: (said) => {
      const body = Object.fromEntries(Object.entries(said).filter(([, value]) => value.trim() !== ''));
      const one = (id) => call(`/api/v1/findings/${id}/keep`, { method: 'POST', body });
      return decideEach(findings, one, 'kept as intended');
    },
  });
  if (done !== undefined) changed(`${count(done, 'difference')} kept as intended; a scan was asked for.`);
}

async function unkeep(findings) {
  const servers = serversOf(findings);
  const done = await askFirst({
    title: `Are ${count(findings.length, 'difference')} no longer intended?`,
    text: [
      'What deviations.yml says of them for their server alone is taken out, and what still differs is drift again. What it says for several servers is changed there. Nothing changes on the servers.',
    ],
    fields: [field('Reason (if there is one)', make('input', { name: 'reason', maxlength: '500' }))],
    action: `Take it back on ${count(servers, 'server')}`,
    run: ({ reason }) => {
      const query = reason.trim() === '' ? '' : `?reason=${encodeURIComponent(reason.trim())}`;
      const one = (id) => call(`/api/v1/findings/${id}/keep${query}`, { method: 'DELETE' });
      return decideEach(findings, one, 'no longer intended');
    },
  });
  if (done !== undefined) changed(`${count(done, 'difference')} no longer intended; a scan was asked for.`);
}

/** One after the other: each writes into the same document. What was done is unticked, what was refused is told with its reason. */
async function decideEach(findings, decide, what) {
  const errors = [];
  for (const { id, instance, plugin, key } of findings)
    try {
      await decide(id);
      selected.delete(id);
    } catch (error) {
      errors.push({ field: `${instance} ${plugin} ${key}`, message: error.message });
    }
  drawBar();
  if (errors.length === 0) return findings.length;
  const done = findings.length - errors.length;
  changed(done > 0 ? `${count(done, 'difference')} ${what}.` : '');
  const words = done > 0 ? `${done} ${what}, ${errors.length} refused:` : `Nothing is ${what}:`;
  throw Object.assign(new Error(words), { errors, done: done > 0 });
}
