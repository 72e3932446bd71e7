/** Words about orders and the looks before them, and what follows from them. No decorator here, so that engines can import it. */

/** `forward` applies a plan on an instance, `back` gives the instance back what it had. */
export type OrderDirection = 'forward' | 'back';

/**
 * What a deployment wants to know of the files of an instance: before an order (`forward`, `back`), whether an order would fit them
 * before a server is stopped for it (`before-stop`), or how the instance is (`verdict`).
 */
export type InspectionPurpose = OrderDirection | 'before-stop' | 'verdict';

/** What follows from a failure of an order. */
export interface OrderFailureFacts {
  /** `final`: this order can never succeed. `retry`: the same order may succeed later. */
  readonly policy: 'final' | 'retry';
  /** Whether the agent tries it again by itself before it reports it: nothing was touched, and the next attempt may find things better. */
  readonly agentRetries: boolean;
  /** Whether a new order for what was found meanwhile may well be carried out: something moved, or the order came too late. */
  readonly anew: boolean;
  /** Whether the agent could not trust the order: an attacker tried to make it write, or the keys do not fit. */
  readonly alarming: boolean;
}

const failure = (
  policy: OrderFailureFacts['policy'],
  { agentRetries = false, anew = false, alarming = false }: Partial<Omit<OrderFailureFacts, 'policy'>> = {},
): OrderFailureFacts => ({ policy, agentRetries, anew, alarming });

/** Why an order failed, `code` of an outcome, and what follows from it. */
export const ORDER_FAILURES = {
  bad_signature: failure('final', { alarming: true }),
  wrong_target: failure('final', { alarming: true }),
  invalid_order: failure('final'),
  expired: failure('final', { anew: true }),
  stale_fence: failure('final', { alarming: true }),
  base_moved: failure('final', { anew: true }),
  outside_instance: failure('final', { alarming: true }),
  no_manager: failure('final'),
  content_unavailable: failure('retry', { agentRetries: true }),
  backup_failed: failure('retry', { agentRetries: true }),
  server_running: failure('retry'),
  unfinished_order: failure('retry', { agentRetries: true }),
  disk: failure('retry', { agentRetries: true }),
  changed_meanwhile: failure('retry', { anew: true }),
  /** Something in the agent's state folder cannot be read; a person has to mend it. */
  damaged_state: failure('retry'),
  manager_failed: failure('retry'),
  likeness: failure('retry'),
} as const satisfies Record<string, OrderFailureFacts>;
export type OrderFailure = keyof typeof ORDER_FAILURES;
export const ORDER_FAILURE_CODES = Object.keys(ORDER_FAILURES) as OrderFailure[];

/** What follows from the code of an outcome; undefined for none, and for one that only a newer agent knows. */
export const orderFailureFacts = (code: string | undefined): OrderFailureFacts | undefined =>
  ORDER_FAILURE_CODES.includes(code as OrderFailure) ? ORDER_FAILURES[code as OrderFailure] : undefined;
