import type { PlanState } from '@archivesmp/api-client';
import { PLAN_STATES } from '@archivesmp/contracts/deployment-states';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { findId } from '../find-id.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { pageLimit, statesOf } from '../page-options.js';
import { tableLines } from '../table-lines.js';
import { timeText } from '../time-text.js';
import { presentPlan } from './present-plan.js';
import { planState, sumText } from './plan-lines.js';

/** The newest plans, one line each. */
export async function listPlans(
  flags: OnlineFlags & { readonly state?: readonly string[]; readonly limit?: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const state = statesOf<PlanState>(flags.state, PLAN_STATES);
  const limit = pageLimit(flags.limit);
  return onHub(flags, terminal, async (hub) => {
    const page = await hub.call('GET /api/v1/plans', { query: { limit, ...(state && { state }) } });
    if (flags.json) printDocument(page, terminal);
    else {
      const rows = page.plans.map((plan) => [
        plan.id.slice(0, 8),
        timeText(plan.createdAt),
        planState(plan),
        plan.createdBy,
        sumText(plan),
        plan.title,
      ]);
      for (const line of tableLines(rows)) terminal.print(printable(line));
      if (rows.length === 0)
        terminal.message(
          state === undefined
            ? 'There are no plans.'
            : `There are no plans in the state ${state.join(' or ')}.`,
        );
      if (page.next !== undefined)
        terminal.message(`More plans are older; --limit shows more than ${limit}.`);
    }
    return EXIT.ok;
  });
}

/** One plan with all that is in it. */
export function showPlan(
  typed: string,
  flags: OnlineFlags & { readonly full?: true },
  terminal: Terminal,
): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const id = await findId(hub, 'plan', typed);
    await presentPlan(await hub.call('GET /api/v1/plans/{id}', { path: { id } }), hub, flags, terminal);
    return EXIT.ok;
  });
}
