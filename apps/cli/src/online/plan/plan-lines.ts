import type { FileChange, InstancePlan, KeyChange, Plan, Refusal } from '@archivesmp/change-plan';
import type { PlanView } from '@archivesmp/api-client';
import { pathText } from '../../edit/finish-edit.js';
import { printable } from '../../terminal/printable.js';
import type { Colors } from '../../terminal/terminal.js';
import { timeText } from '../time-text.js';

const SHORT_HASH = 12;
const LONGEST_VALUE = 160;

/** A plan for people: waves, instances, files, keys before and after, risks, refusals, and the hash that covers it all. */
export function planLines(
  view: PlanView,
  plan: Omit<Plan, 'hash'> | undefined,
  names: ReadonlyMap<string, string>,
  colors: Colors,
): string[] {
  const lines = [`${colors.bold(printable(view.title))}   ${stateText(view, colors)}`];
  if (view.reason !== undefined) lines.push(colors.yellow(`  ${printable(view.reason)}`));
  lines.push(colors.dim(`  plan ${view.id} by ${printable(view.createdBy)}, ${timeText(view.createdAt)}`));
  for (const [at, wave] of (plan?.waves ?? []).entries()) {
    lines.push('', colors.bold(`Wave ${at + 1}: ${printable(wave.name)}`));
    for (const instance of wave.instances) lines.push(...instanceLines(instance, colors));
  }
  lines.push(...refusalLines(plan?.refusals ?? [], names, colors));
  lines.push('', sumText(view), ...approvalLines(view));
  if (view.hash !== undefined) lines.push(`hash ${view.hash}`);
  return lines;
}

const PATHS_SHOWN = 3;

/** Files of one instance that are refused for the same reason share a line. */
function refusalLines(
  refusals: readonly Refusal[],
  names: ReadonlyMap<string, string>,
  colors: Colors,
): string[] {
  if (refusals.length === 0) return [];
  const alike = Map.groupBy(refusals, ({ instanceId, reason }) => `${instanceId} ${reason}`);
  const lines = [...alike.values()].map((group) => {
    const { instanceId, reason } = group[0]!;
    const paths = group.slice(0, PATHS_SHOWN).map(({ path }) => path);
    const more = group.length > PATHS_SHOWN ? ` and ${count(group.length - PATHS_SHOWN, 'other file')}` : '';
    return `  ${printable(`${names.get(instanceId) ?? instanceId}  ${paths.join(', ')}${more}: ${reason}`)}`;
  });
  return ['', colors.red('Refused, and not in the plan'), ...lines];
}

/** One line about a plan, without what is in it. */
export const sumText = ({ instances, files, restarts }: PlanView): string =>
  `${count(files, 'file')} on ${count(instances, 'instance')}, ${count(restarts, 'restart')}`;

function instanceLines(
  { name, host, platform, restart, files, risks }: InstancePlan,
  colors: Colors,
): string[] {
  const about = `${host}, ${platform}${restart ? ', restart' : ', no restart'}`;
  return [
    `  ${colors.bold(printable(name))}  ${colors.dim(printable(about))}`,
    ...files.flatMap((file) => fileLines(file, colors)),
    ...risks.map(({ message }) => colors.yellow(`    ! ${printable(message)}`)),
  ];
}

function fileLines({ path, before, after, keys, because }: FileChange, colors: Colors): string[] {
  const [from, to] = [before, after].map((hash) => hash?.slice(0, SHORT_HASH) ?? 'no file');
  const isDeleted = after === null;
  const why = because === undefined ? '' : `  ${printable(because)}`;
  const title = `    ${printable(path)}  ${colors.dim(`${from} → ${to}${why}`)}`;
  return [
    isDeleted ? `${title}  ${colors.red('deleted')}` : title,
    ...keys.flatMap((key) => keyLines(key, colors)),
  ];
}

function keyLines({ path, before, after, because }: KeyChange, colors: Colors): string[] {
  const from = before === undefined ? colors.dim('no such key') : colors.red(cut(before));
  const to = after === undefined ? colors.dim('removed') : colors.green(cut(after));
  return [`      ${printable(pathText(path))}: ${from} → ${to}  ${colors.dim(printable(because))}`];
}

function cut(text: string): string {
  const safe = printable(text);
  return safe.length > LONGEST_VALUE ? `${safe.slice(0, LONGEST_VALUE)}…` : safe;
}

function stateText({ state, needs, approvals, expiresAt }: PlanView, colors: Colors): string {
  if (state === 'open') {
    const given = approvals.filter((one) => one.verdict === 'approve').length;
    return colors.cyan(`open: ${given} of ${count(needs, 'approval')}, until ${timeText(expiresAt)}`);
  }
  return state === 'approved' || state === 'done' ? colors.green(state) : colors.yellow(state);
}

const approvalLines = ({ approvals }: PlanView): string[] =>
  approvals.map(({ by, verdict, comment, at }) =>
    printable(
      `${verdict === 'approve' ? 'approved' : 'rejected'} by ${by}, ${timeText(at)}${comment === undefined ? '' : `: ${comment}`}`,
    ),
  );

/** What can be done with it now. */
export function nextStep({ id, state, hash, deploymentId }: PlanView): string[] {
  if (state === 'open')
    return [`somebody else approves it: asmp approve ${id} --hash ${hash?.slice(0, SHORT_HASH)}`];
  if (state === 'approved') return [`run it: asmp apply ${id} --wait`];
  return deploymentId === undefined ? [] : [`its run: asmp deployment ${deploymentId}`];
}

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
