import type { Plan } from '@archivesmp/change-plan';
import type { HubClient, PlanView } from '@archivesmp/api-client';
import type { Terminal } from '../../terminal/terminal.js';
import type { OnlineFlags } from '../hub-command.js';
import { printDocument } from '../print-document.js';
import { nextStep, planLines } from './plan-lines.js';

/** What the hash of a plan covers, as the hub made it; undefined while it is not made. */
export const planIn = (view: PlanView): Omit<Plan, 'hash'> | undefined =>
  view.plan as Omit<Plan, 'hash'> | undefined;

/** Shows a whole plan, and unless it is being decided on, what comes next. Refusals name instances by id: their names are asked for where the plan does not hold them. */
export async function presentPlan(
  view: PlanView,
  hub: HubClient,
  flags: OnlineFlags,
  terminal: Terminal,
  isDecided = false,
): Promise<void> {
  if (flags.json) return printDocument(view, terminal);
  const plan = planIn(view);
  const names = new Map(
    plan?.waves.flatMap((wave) => wave.instances).map((one) => [one.instanceId, one.name] as const),
  );
  if (plan?.refusals.some((one) => !names.has(one.instanceId)) === true) {
    const { instances } = await hub.call('GET /api/v1/instances');
    for (const { id, name } of instances) names.set(id, name);
  }
  for (const line of planLines(view, plan, names, terminal.colors)) terminal.print(line);
  if (!isDecided) for (const line of nextStep(view)) terminal.print(terminal.colors.dim(line));
}
