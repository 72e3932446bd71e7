import { plainText } from './shown-text.js';
import { call } from './api.js';
import { changesFiles, deploymentTitle, progressWords, relationsOf, shortId } from './deployment-words.js';
import { stepNames, stepsOf } from './deployment-steps.js';
import { facts, fingerprint, line, make, redraw, table } from './make.js';
import { playersOf } from './plan-instance.js';
import { serverBadge, serverWords, stateBadge, stateWords } from './state-badge.js';
import { controlsOf } from './deployment-controls.js';
import { absolute, lasting, lastingSince, time } from './time.js';

const SIGNS = {
  done: ['✓', 'green', 'done'],
  queued: ['·', 'soft', 'in line'],
  now: ['▶', 'blue', 'now'],
  wait: ['·', 'soft', 'to come'],
  failed: ['✗', 'red', 'failed'],
  unclear: ['?', 'yellow', 'unclear'],
  none: ['–', 'soft', 'not needed'],
  left: ['–', 'soft', 'not begun'],
};

/** One deployment: a row of steps for each instance, and what a person may do about it now. */
export function deploymentPage(part, session, id) {
  const head = make('div');
  const steps = make('div');
  const controls = make('div');
  const end = make('div');
  part.append(head, controls, steps, end);
  let plan;
  const deploymentControls = controlsOf(controls, session, refresh);
  async function refresh() {
    const deployment = await call(`/api/v1/deployments/${encodeURIComponent(id)}`);
    const [{ backups }, { instances }, window] = await Promise.all([
      call(`/api/v1/backups?deployment=${deployment.id}&limit=500`),
      call('/api/v1/instances'),
      deployment.state === 'waiting' ? call('/api/v1/change-windows') : undefined,
    ]);
    // What a plan says never changes: once is enough.
    if (deployment.planId !== undefined) plan ??= await call(`/api/v1/plans/${deployment.planId}`);
    const title = deploymentTitle(deployment, plan?.title);
    document.title = plainText(title);
    redraw(head, headOf(deployment, title, window));
    const backedUp = new Set(backups.map(({ instanceId }) => instanceId));
    const now = new Map(instances.map((one) => [one.id, one]));
    redraw(steps, stepsTableOf(deployment, plan?.plan, backedUp, now));
    redraw(end, deployment.finishedAt !== undefined && reportOf(deployment, title));
    deploymentControls.refresh(deployment, { now, plan: plan?.plan });
  }
  return { refresh, events: ['deployment.changed', 'deployment.instance.changed', 'backup.taken'] };
}

function headOf(deployment, title, window) {
  const { state, reason, requestedAt, requestedBy, planId, planHash, kind, progress, instances } = deployment;
  const replaces = changesFiles(kind) && instances.some(({ asPlanned }) => asPlanned === undefined);
  return [
    make('h1', {}, title, ' ', stateBadge(state)),
    reason !== undefined && make('p', { class: 'lead' }, reason),
    window !== undefined && make('p', { class: 'lead' }, `It waits to begin: ${window.sentence}.`),
    make('progress', { max: progress.of, value: progress.done, 'aria-label': 'servers done' }),
    make('p', { id: 'deployment-progress', role: 'status' }, progressWords(deployment)),
    facts(
      [
        ['Asked for', make('span', {}, time(requestedAt), ` by ${requestedBy}`)],
        durationOf(deployment),
        ['Plan', planId && make('a', { href: `/plans/${planId}` }, 'what it changes')],
        ...relationsOf(deployment).map(([words, other]) => [
          `${words.charAt(0).toUpperCase()}${words.slice(1)}`,
          make('a', { href: `/deployments/${other}` }, shortId(other)),
        ]),
        ['Fingerprint', planHash && fingerprint(planHash)],
        [
          'Backups',
          replaces && make('a', { href: `/backups?deployment=${deployment.id}` }, 'what was replaced'),
        ],
      ].map(([name, value]) => [name, value === false ? undefined : value]),
    ),
  ];
}

/** How long it takes or took; one that waits for a restart is not at work. */
function durationOf({ state, requestedAt, finishedAt, instances }) {
  if (finishedAt !== undefined) return ['Took', lasting(requestedAt, finishedAt)];
  if (state !== 'flagged') return ['Running for', lastingSince(requestedAt)];
  const written = instances.flatMap((one) => (one.state === 'flagged' ? one.changedAt : []));
  return ['Waits for a restart for', lastingSince(written.toSorted().at(-1) ?? requestedAt)];
}

/** One table for all waves, so that the steps stand below each other. */
function stepsTableOf({ kind, instances }, plan, backedUp, now) {
  const planned = new Map(
    (plan?.waves ?? []).flatMap((wave) => wave.instances).map((one) => [one.instanceId, one]),
  );
  const heads = ['Server', ...stepNames(kind), 'Now'];
  const waves = Map.groupBy(instances, ({ wave }) => wave);
  const rows = [...waves].map(([number, lines]) => [
    waves.size > 1 && waveRow(`Wave ${number}`, plan?.waves[number - 1]?.name, heads.length),
    lines.map((one) => laneOf(one, { kind, planned, backedUp, now })),
  ]);
  const shown = table('Servers and their steps', heads, rows);
  shown.classList.add('steps-table');
  return shown;
}

const waveRow = (words, name, columns) =>
  make(
    'tr',
    { class: 'wave-row' },
    make('th', { colspan: String(columns), scope: 'colgroup' }, words, name !== undefined && `: ${name}`),
  );

function laneOf(one, { kind, planned, backedUp, now }) {
  const restarts = planned.get(one.instanceId)?.restart ?? true;
  const steps = stepsOf(one, { kind, restarts, backedUp: backedUp.has(one.instanceId) });
  return line(
    [
      [make('strong', {}, one.instance), make('br'), make('small', {}, one.host)],
      ...steps.map(stepCell),
      [
        serverBadge(one.state),
        ' ',
        make('small', {}, time(one.changedAt)),
        one.reason !== undefined && one.state !== 'queued' && make('p', { class: 'why' }, one.reason),
        ['restarting', 'stopping'].includes(one.state) &&
          make('p', { class: 'why' }, `${playersOf(now.get(one.instanceId))}.`),
      ],
    ],
    { 'data-instance': one.instance, 'data-state': one.state },
  );
}

function stepCell(state) {
  const [sign, hue, words] = SIGNS[state];
  return make(
    'span',
    { class: `step hue-${hue}` },
    make('span', { 'aria-hidden': 'true' }, `${sign} `),
    words,
  );
}

/** Plain text for whoever was not there. */
function reportOf({ id, state, requestedBy, requestedAt, finishedAt, reason, instances }, title) {
  const lines = [
    title,
    `${stateWords(state)}${reason === undefined ? '' : `: ${reason}`}`,
    `asked for by ${requestedBy}, ${absolute(requestedAt)}; took ${lasting(requestedAt, finishedAt)}`,
    ...instances.map(
      (one) =>
        `${one.instance} (${one.host}): ${serverWords(one.state)}${one.reason === undefined ? '' : `, ${one.reason}`}`,
    ),
    `${location.origin}/deployments/${id}`,
  ];
  return make(
    'details',
    { id: 'report' },
    make('summary', {}, 'Report to hand over'),
    make('pre', { tabindex: '0' }, lines.join('\n')),
  );
}
