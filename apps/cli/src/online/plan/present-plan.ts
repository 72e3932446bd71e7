import type { Plan } from '@archivesmp/change-plan';
import { HubProblem, type HubClient, type PlannedFileView, type PlanView } from '@archivesmp/api-client';
import type { Terminal } from '../../terminal/terminal.js';
import type { OnlineFlags } from '../hub-command.js';
import { printDocument } from '../print-document.js';
import { whatToDoNext, planLines } from './plan-lines.js';

/** What the hash of a plan covers, as the hub made it; undefined while it is not made. */
export const planIn = (view: PlanView): Omit<Plan, 'hash'> | undefined =>
  view.plan as Omit<Plan, 'hash'> | undefined;

/** What the contents show, instance by instance; undefined for people who may not see contents. */
async function contentsOf(
  { id }: PlanView,
  plan: Omit<Plan, 'hash'>,
  hub: HubClient,
): Promise<Map<string, PlannedFileView[]> | undefined> {
  const contents = new Map<string, PlannedFileView[]>();
  try {
    for (const { instanceId } of plan.waves.flatMap((wave) => wave.instances)) {
      const path = { id, instanceId };
      const { files } = await hub.call('GET /api/v1/plans/{id}/instances/{instanceId}/changes', { path });
      contents.set(instanceId, files);
    }
    return contents;
  } catch (error) {
    if (error instanceof HubProblem && error.code === 'auth.forbidden') return undefined;
    throw error;
  }
}

/** Shows a whole plan, and unless it is being decided on, what comes next. Refusals name instances by id: their names are asked for where the plan does not hold them. */
export async function presentPlan(
  view: PlanView,
  hub: HubClient,
  flags: OnlineFlags & { readonly full?: true },
  terminal: Terminal,
  isDecided = false,
): Promise<void> {
  const plan = planIn(view);
  const contents = plan && (await contentsOf(view, plan, hub));
  if (flags.json)
    return printDocument(
      { ...view, ...((contents?.size ?? 0) > 0 && { contents: Object.fromEntries(contents!) }) },
      terminal,
    );
  const names = new Map(
    plan?.waves.flatMap((wave) => wave.instances).map((one) => [one.instanceId, one.name] as const),
  );
  if (plan?.refusals.some((one) => !names.has(one.instanceId)) === true) {
    const { instances } = await hub.call('GET /api/v1/instances');
    for (const { id, name } of instances) names.set(id, name);
  }
  const shown = { names, ...(contents && { contents }), ...(flags.full && { full: true }) };
  for (const line of planLines(view, plan, shown, terminal.colors)) terminal.print(line);
  if (!isDecided) for (const line of whatToDoNext(view)) terminal.print(terminal.colors.dim(line));
}
