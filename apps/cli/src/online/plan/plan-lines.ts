import { counted } from '@archivesmp/contracts/counted';
import type { FileChange, InstancePlan, Plan, PlanRefusal } from '@archivesmp/change-plan';
import type { PlannedFileView, PlanView } from '@archivesmp/api-client';
import { printable } from '../../terminal/printable.js';
import type { Colors } from '../../terminal/terminal.js';
import { timeText } from '../time-text.js';
import { plannedFileLines } from './planned-file-lines.js';

const SHORT_HASH = 12;

/** What a plan is shown with. */
export interface PlanShown {
  /** Names of instances by id, for refusals. */
  readonly names: ReadonlyMap<string, string>;
  /** What the contents show, by instance; left out for people who may not see contents: then the plan's own keys are shown. */
  readonly contents?: ReadonlyMap<string, readonly PlannedFileView[]>;
  /** Every line of every text. */
  readonly full?: boolean;
}

/** A plan for people: waves, instances, risks, what happens to each file, refusals, and the hash that covers it all. */
export function planLines(
  view: PlanView,
  plan: Omit<Plan, 'hash'> | undefined,
  shown: PlanShown,
  colors: Colors,
): string[] {
  const lines = [`${colors.bold(printable(view.title))}   ${stateText(view, colors)}`];
  if (view.reason !== undefined) lines.push(colors.yellow(`  ${printable(view.reason)}`));
  lines.push(colors.dim(`  plan ${view.id} by ${printable(view.createdBy)}, ${timeText(view.createdAt)}`));
  for (const [index, wave] of (plan?.waves ?? []).entries()) {
    lines.push('', colors.bold(`Wave ${index + 1}: ${printable(wave.name)}`));
    for (const instance of wave.instances) lines.push(...instanceLines(instance, shown, colors));
  }
  lines.push(...refusalLines(plan?.refusals ?? [], shown.names, colors));
  lines.push('', sumText(view), ...approvalLines(view));
  if (view.hash !== undefined) lines.push(`hash ${view.hash}`);
  return lines;
}

const PATHS_SHOWN = 3;

/** Files of one instance that are refused for the same reason share a line. */
function refusalLines(
  refusals: readonly PlanRefusal[],
  names: ReadonlyMap<string, string>,
  colors: Colors,
): string[] {
  if (refusals.length === 0) return [];
  const alike = Map.groupBy(refusals, ({ instanceId, reason }) => `${instanceId} ${reason}`);
  const lines = [...alike.values()].map((group) => {
    const { instanceId, reason } = group[0]!;
    const paths = group.slice(0, PATHS_SHOWN).map(({ path }) => path);
    const more =
      group.length > PATHS_SHOWN ? ` and ${counted(group.length - PATHS_SHOWN, 'other file')}` : '';
    return `  ${printable(`${names.get(instanceId) ?? instanceId}  ${paths.join(', ')}${more}: ${reason}`)}`;
  });
  return ['', colors.red('Refused, and not in the plan'), ...lines];
}

/** One line about a plan, without what is in it. */
export const sumText = ({ instances, files, restarts }: PlanView): string =>
  `${counted(files, 'file')} on ${counted(instances, 'instance')}, ${counted(restarts, 'restart')}`;

function instanceLines(instance: InstancePlan, { contents, full }: PlanShown, colors: Colors): string[] {
  const { instanceId, name, host, platform, restart, files, risks } = instance;
  const detail = `${host}, ${platform}${restart ? ', restart' : ', no restart'}`;
  const shown = contents?.get(instanceId) ?? files.map(namedOnly);
  return [
    `  ${colors.bold(printable(name))}  ${colors.dim(printable(detail))}`,
    ...risks.map(({ message }) => colors.yellow(`    ! ${printable(message)}`)),
    ...shown.flatMap((file) => plannedFileLines(file, colors, full)),
  ];
}

/** What the plan itself names of a file. */
function namedOnly({
  path,
  plugin,
  kind,
  before,
  after,
  keys,
  because: reason,
}: FileChange): PlannedFileView {
  const whole = before === null ? 'new' : keys.length > 0 ? 'edited' : 'replaced';
  return {
    path,
    plugin,
    what: kind === 'jar' ? 'jar' : after === null ? 'deleted' : whole,
    ...(reason !== undefined && { because: reason }),
    ...(before !== null && { before: { sha256: before } }),
    ...(after !== null && { after: { sha256: after } }),
    keys: keys.map((key) => ({
      ...key,
      path: [...key.path],
      change: key.after === undefined ? 'removed' : 'changed',
      hidden: false,
    })),
    notes: keys.length > 0 ? [] : ['its contents are shown to the role operator'],
  };
}

function stateText(view: PlanView, colors: Colors): string {
  const { state, needs, given, expiresAt, outcome } = view;
  if (state === 'open')
    return colors.cyan(
      `${planState(view)}: ${given} of ${counted(needs, 'approval')}, until ${timeText(expiresAt)}`,
    );
  const isGood = state === 'approved' || (state === 'done' && (outcome ?? 'succeeded') === 'succeeded');
  return isGood ? colors.green(planState(view)) : colors.yellow(planState(view));
}

const approvalLines = ({ approvals }: PlanView): string[] =>
  approvals.map(({ by, verdict, comment, at, lapsed }) =>
    printable(
      `${verdict === 'approve' ? 'approved' : 'rejected'} by ${by}, ${timeText(at)}${lapsed === true ? ' (lapsed, counts no more)' : ''}${comment === undefined ? '' : `: ${comment}`}`,
    ),
  );

const OUTCOMES = {
  flagged: 'in place, waits for a restart',
  succeeded: 'done',
  failed: 'done, failed',
  stopped: 'done, stopped and undone',
  cancelled: 'done, cancelled',
  taken_back: 'done, taken back',
} as const;

/** Where a plan stands; one that was run is told by what became of its deployment, one whose approval lapsed by that. */
export function planState({
  state,
  outcome,
  approvals,
}: Pick<PlanView, 'state' | 'outcome' | 'approvals'>): string {
  if (state === 'open' && approvals.some(({ lapsed }) => lapsed === true)) return 'open, an approval lapsed';
  return outcome === undefined ? state : OUTCOMES[outcome];
}

/** What can be done with it now. */
export function whatToDoNext({ id, state, hash, deploymentId, youMay }: PlanView): string[] {
  if (state === 'open') {
    const { allowed, whyNot } = youMay?.approve ?? { allowed: false };
    const command = `asmp approve ${id} --hash ${hash?.slice(0, SHORT_HASH)}`;
    return allowed
      ? [`read it and approve it: ${command}`]
      : [...reasonLine(whyNot), `another person approves it: ${command}`];
  }
  if (state === 'approved')
    return youMay?.start.allowed === false
      ? reasonLine(youMay.start.whyNot)
      : [`run it: asmp apply ${id} --wait`];
  return deploymentId === undefined ? [] : [`its run: asmp deployment ${deploymentId}`];
}

const reasonLine = (whyNot: string | undefined): string[] =>
  whyNot === undefined ? [] : [printable(whyNot)];
