import {
  whyNotDecide,
  whyNotStart,
  type PlanDecider,
  type NotAllowed,
  type PlanStatus,
} from '@archivesmp/change-plan/who-may-decide';
import type { PlanRight, PlanRights } from '@archivesmp/contracts/plan';
import type { Caller } from '../http/caller.js';

/** The caller as the rule of deciding needs them. */
export const deciderOf = ({ name, role, person }: Caller): PlanDecider => ({
  name,
  ...(role !== undefined && { role }),
  ...(person !== undefined && { person: person.id }),
});

/** What the caller may do about a plan now, and why not what they may not. */
export function rightsOf(status: PlanStatus, caller: Caller, now: Date): PlanRights {
  const decider = deciderOf(caller);
  return {
    approve: rightOf(whyNotDecide('approve', status, decider, now)),
    reject: rightOf(whyNotDecide('reject', status, decider, now)),
    start: rightOf(whyNotStart(status, decider, now)),
  };
}

const rightOf = (against: NotAllowed | undefined): PlanRight =>
  against === undefined ? { allowed: true } : { allowed: false, whyNot: against.why };
