import type { ProblemCode } from '@archivesmp/contracts/problem';
import type { PlanState } from '@archivesmp/contracts/deployment-states';
import { ROLES, type Role } from '@archivesmp/contracts/vocabulary';

/** The lowest role that approves, rejects and starts plans. */
export const DECIDING_ROLE = 'operator' satisfies Role;

/** Every role that approves, rejects and starts plans. */
export const DECIDING_ROLES: readonly Role[] = ROLES.slice(ROLES.indexOf(DECIDING_ROLE));

/** Who wants to decide, as they are now. */
export interface PlanDecider {
  /** As it is shown: `mia`, or `mia (token laptop)`. */
  readonly name: string;
  readonly role?: Role;
  /** Id of the person behind the name; left out where that is a program. */
  readonly person?: string;
}

/** A plan as far as it matters who may decide about it. */
export interface PlanStatus {
  readonly id: string;
  readonly state: PlanState;
  readonly expiresAt: Date;
  /** How its author is shown. */
  readonly madeBy: string;
  /** Id of the person behind the author. */
  readonly madeByPerson?: string;
  /** Whether its author may be one of those who approve. */
  readonly selfApproval: boolean;
  /** Ids of the people who have decided about it. */
  readonly decidedBy: readonly string[];
  /** Approvals that count: those that have not lapsed, of people who may approve now. */
  readonly approvals: number;
  readonly needs: number;
}

/** Why a person may not: the code of the refusal, and a sentence for that person. */
export interface NotAllowed {
  readonly code: ProblemCode;
  readonly why: string;
}

/**
 * Why this one may not approve or reject this plan now; undefined when they may. No person approves a plan of their own, with whatever
 * token it was made, no person is counted twice, and what belongs to no person does not decide (ADR 0023).
 */
export function whyNotDecide(
  verdict: 'approve' | 'reject',
  plan: PlanStatus,
  decider: PlanDecider,
  now: Date,
): NotAllowed | undefined {
  const { person } = decider;
  const wrongRole = lacksRole(decider);
  if (wrongRole !== undefined) return wrongRole;
  if (person === undefined)
    return {
      code: 'plan.no-person',
      why: `${decider.name} belongs to no person, and four eyes are those of people.`,
    };
  if (plan.state !== 'open')
    return {
      code: 'plan.not-decidable',
      why: `Plan ${plan.id} is ${plan.state}; only an open one is decided.`,
    };
  if (plan.expiresAt <= now) return expired(plan);
  const isOwn = plan.madeBy === decider.name || plan.madeByPerson === person;
  if (verdict === 'approve' && isOwn && !plan.selfApproval)
    return {
      code: 'plan.self-approval',
      why:
        plan.madeBy === decider.name
          ? 'You made this plan, so another person has to approve it.'
          : `You made this plan, as ${plan.madeBy}, so another person has to approve it.`,
    };
  if (plan.decidedBy.includes(person))
    return {
      code: 'resource.conflict',
      why: 'You have decided about this plan already; it needs another person, too.',
    };
  return undefined;
}

/** Why this one may not start this plan now; undefined when they may. What moved on the servers since is looked at when it is started. */
export const whyNotStart = (
  plan: PlanStatus,
  starter: Pick<PlanDecider, 'role'>,
  now: Date,
): NotAllowed | undefined => lacksRole(starter) ?? whyNotRun(plan, now);

/** Why this plan cannot be started now. */
export function whyNotRun(plan: PlanStatus, now: Date): NotAllowed | undefined {
  const given = `${plan.approvals} of ${plan.needs} ${plan.needs === 1 ? 'approval' : 'approvals'}`;
  if (plan.state === 'open' && plan.expiresAt > now)
    return {
      code: 'plan.not-decidable',
      why: `Plan ${plan.id} is not approved yet: it has ${given}. It can be started, and changes something, only after it is approved.`,
    };
  if (plan.state !== 'open' && plan.state !== 'approved')
    return {
      code: 'plan.not-decidable',
      why: `Plan ${plan.id} is ${plan.state}; only an approved one is started.`,
    };
  if (plan.expiresAt <= now) return expired(plan);
  if (plan.approvals < plan.needs)
    return {
      code: 'plan.not-decidable',
      why: `A person who approved plan ${plan.id} was removed or may not approve any more, so it has ${given}; make the plan again and have it approved.`,
    };
  return undefined;
}

const lacksRole = ({ role }: Pick<PlanDecider, 'role'>): NotAllowed | undefined =>
  role !== undefined && DECIDING_ROLES.includes(role)
    ? undefined
    : {
        code: 'auth.forbidden',
        why: `Deciding and starting need the role ${DECIDING_ROLE}; yours is ${role ?? 'none'}.`,
      };

const expired = ({ id, expiresAt }: PlanStatus): NotAllowed => ({
  code: 'plan.not-decidable',
  why: `Plan ${id} expired at ${expiresAt.toISOString()}; make a new one.`,
});
