import type { PlanView } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { findId } from '../find-id.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { presentPlan } from './present-plan.js';
import type { DecideFlags } from './decide-flags.js';

/** Says yes or no to a plan. What is decided on is shown first, and bound to the hash of just that. */
export function decidePlan(
  verdict: 'approve' | 'reject',
  typed: string,
  { comment, hash: expected, ...flags }: DecideFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const id = await findId(hub, 'plan', typed);
    const read = await hub.call('GET /api/v1/plans/{id}', { path: { id } });
    const hash = boundHash(read, expected);
    if (!flags.json) await presentPlan(read, hub, flags, terminal, true);
    if (hash === undefined) {
      terminal.message(`asmp: this is not the plan that you read: its hash does not begin with ${expected}`);
      return EXIT.notSucceeded;
    }
    const route = `POST /api/v1/plans/{id}/${verdict}` as const;
    const decided = await hub.call(route, {
      path: { id },
      body: { hash, ...(comment !== undefined && { comment }) },
    });
    if (flags.json) printDocument(decided, terminal);
    else terminal.print(`\n${sentence(verdict, decided, terminal)}`);
    return EXIT.ok;
  });
}

const SHORTEST = 12;

/**
 * The hash to decide on: that of the plan as it was read; undefined when another one was expected.
 * @throws Error when the plan has none yet, or too little of the expected one is given
 */
export function boundHash({ hash, state }: PlanView, expected: string | undefined): string | undefined {
  if (hash === undefined)
    throw new Error(`the plan is ${state} and has no hash; there is nothing to decide on`);
  if (expected === undefined) return hash;
  if (!/^[0-9a-f]+$/i.test(expected) || expected.length < SHORTEST)
    throw new Error(`--hash ${expected}: the first ${SHORTEST} characters of the hash or more are needed`);
  return hash.startsWith(expected.toLowerCase()) ? hash : undefined;
}

function sentence(verdict: 'approve' | 'reject', plan: PlanView, { colors }: Terminal): string {
  const { id, state, needs, given, hash } = plan;
  if (verdict === 'reject') return colors.yellow(`Rejected the plan ${hash!.slice(0, SHORTEST)}.`);
  const left = needs - given;
  const message = colors.green(`Approved the plan ${hash!.slice(0, SHORTEST)}, in the state ${state} now.`);
  const next = state === 'approved' ? `Run it: asmp apply ${id} --wait` : `It needs ${left} more.`;
  return `${message}\n${printable(next)}`;
}
