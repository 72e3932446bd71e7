import { diffLines } from './diff-lines.js';
import { pluginWords } from './elements.js';
import { plainText } from './shown-text.js';
import { call, onceKey } from './api.js';
import { causeWords, size } from './backup-list.js';
import { askFirst, field } from './confirm-dialog.js';
import { button, count, facts, line, make, redraw, table } from './make.js';
import { asIsField, asIsOf } from './restore-as-is.js';
import { may } from './session.js';
import { time } from './time.js';

const FILE_STATUSES = {
  same: ['=', 'green', 'same as now'],
  changed: ['≠', 'orange', 'different now'],
  gone: ['–', 'red', 'gone now'],
  added: ['+', 'yellow', 'was not there then'],
  unknown: ['?', 'soft', 'unknown'],
};

/** One backup beside what is there now, and the way to bring it back. */
export function backupPage(part, session, id) {
  const head = make('div');
  const files = make('div');
  part.append(head, files);
  let drawn = false;
  return {
    // Read once: somebody who compares and ticks must not lose the place. A reload compares again.
    async refresh() {
      if (drawn) return;
      const address = `/api/v1/backups/${encodeURIComponent(id)}`;
      const backup = await call(address);
      document.title = plainText(`Backup of ${backup.instance}`);
      redraw(head, headOf(backup));
      if (may(session, 'operator')) compare(files, await call(`${address}/diff`));
      else redraw(files, plainFiles(backup, session));
      drawn = true;
    },
    events: [],
  };
}

const headOf = (backup) => [
  make('h1', {}, `Backup of ${backup.instance}: ${pluginWords(backup.plugin)}`),
  facts([
    ['Taken', make('span', {}, time(backup.takenAt), ` by ${backup.takenBy}`)],
    ['Why', `${causeWords(backup.cause)}${backup.reason === undefined ? '' : `: ${backup.reason}`}`],
    ['Holds', `${count(backup.files, 'file')}, ${size(backup.bytes)}`],
    ['Read back', backup.verifiedAt === undefined ? 'not yet' : time(backup.verifiedAt)],
    [
      'Deployment',
      backup.deploymentId &&
        make('a', { href: `/deployments/${backup.deploymentId}` }, 'the change it was taken for'),
    ],
  ]),
  backup.damage !== undefined && make('p', { class: 'failure', role: 'alert' }, `Damaged: ${backup.damage}`),
  ...(backup.leftOut ?? []).map(({ path, state, reason = state.replaceAll('_', ' ') }) =>
    make('p', { class: 'failure' }, `Not in it: ${path}: ${reason}`),
  ),
];

function compare(part, { files, seenAt, silent, different, backup }) {
  const selected = new Set();
  const restore = button('', () => bringBack(backup, [...selected]), { id: 'restore', kind: 'main' });
  const tell = () => {
    restore.textContent = `Bring back ${count(selected.size, 'file')} …`;
    restore.disabled = selected.size === 0;
  };
  const boxOf = ({ path, standing }) => {
    // What was not there then is removed by restoring it: never ticked by itself.
    const box = make('input', {
      type: 'checkbox',
      'aria-label': `Bring back ${path}`,
      disabled: standing === 'same',
    });
    box.checked = standing === 'changed' || standing === 'gone';
    if (box.checked) selected.add(path);
    box.addEventListener('change', () => {
      if (box.checked) selected.add(path);
      else selected.delete(path);
      tell();
    });
    return box;
  };
  const rows = files
    .toSorted((a, b) => (a.standing === 'same') - (b.standing === 'same'))
    .map((file) => line([boxOf(file), fileCell(file), statusBadge(file.standing)]));
  tell();
  redraw(
    part,
    make(
      'h2',
      {},
      'Beside what is there now ',
      make(
        'span',
        {},
        different === 0 ? 'everything is the same' : `${count(different, 'file')} not the same`,
      ),
    ),
    make(
      'p',
      { class: 'hint' },
      seenAt === undefined
        ? 'This server was never scanned completely.'
        : silent === undefined
          ? ['Looked at now, ', time(seenAt), '.']
          : [`${silent}. Now is what was seen then, `, time(seenAt), '.'],
    ),
    table('Files of this backup', ['Select', 'File', 'Status'], rows),
    make('div', { class: 'buttons' }, restore),
    make(
      'p',
      { class: 'hint' },
      'A plan is made; nothing changes before somebody approved it, and that can be taken back, too.',
    ),
  );
}

const fileCell = ({ path, diff, reason }) => [
  make('code', {}, path),
  reason !== undefined && [make('br'), make('small', {}, reason)],
  diff !== undefined &&
    make('details', {}, make('summary', {}, 'Show the difference: then and now'), diffLines(diff)),
];

function statusBadge(status) {
  const [sign, hue, words] = FILE_STATUSES[status];
  return make(
    'span',
    { class: `badge hue-${hue}` },
    make('span', { 'aria-hidden': 'true' }, `${sign} `),
    words,
  );
}

const plainFiles = ({ contents }, { role }) => [
  make('h2', {}, 'Files'),
  make('p', { class: 'hint' }, `Comparing and bringing back need the role operator; yours is ${role}.`),
  table(
    'Files of this backup',
    ['File', 'Size'],
    contents.map((file) =>
      line([make('code', {}, file.path), file.sha256 === null ? 'was not there' : size(file.size)]),
    ),
  ),
];

async function bringBack({ id, instance, plugin }, files) {
  const once = onceKey();
  const title = make('input', {
    name: 'title',
    required: true,
    minlength: '3',
    maxlength: '200',
    value: `${instance}: ${pluginWords(plugin)} from a backup`,
  });
  const plan = await askFirst({
    title: `Bring back ${count(files.length, 'file')} of ${instance}?`,
    text: [files.slice(0, 8).join(', ') + (files.length > 8 ? ` and ${files.length - 8} more` : '')],
    fields: [field('Title of the plan', title), asIsField()],
    action: `Make a plan for ${count(files.length, 'file')}`,
    run: ({ title, ...said }) =>
      call(`/api/v1/backups/${id}/restore`, {
        method: 'POST',
        body: { files, title, ...asIsOf(said) },
        once,
      }),
  });
  if (plan !== undefined) location.assign(`/plans/${plan.id}`);
}
