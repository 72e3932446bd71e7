import type { History, Sql } from '@archivesmp/history';

/** One question to a store, or one thing that it was told. */
export interface AskedStore {
  /** Store and method, `leases.acquireLease`. */
  readonly what: string;
  readonly args: readonly unknown[];
}

type Answers = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The transaction of a test; stores only pass it on. */
export const SQL = { transaction: 'of this test' } as unknown as Sql;

/**
 * A history that answers as the test says and remembers everything it was asked. A store without an answer answers nothing, as one does
 * that only writes.
 * @param answers by store and method, `leases.acquireLease`; one of the history itself by its name alone
 */
export function madeHistory(answers: Answers = {}): {
  readonly history: History;
  readonly asked: AskedStore[];
} {
  const asked: AskedStore[] = [];
  const method = (what: string) =>
    async function answer(...args: unknown[]): Promise<unknown> {
      asked.push({ what, args });
      return answers[what]?.(...(args as never[]));
    };
  const store = (name: string): object =>
    new Proxy(method(name), { get: (_target, member) => method(`${name}.${String(member)}`) });
  const history = new Proxy({}, { get: (_target, name) => store(String(name)) });
  return { history: history as History, asked };
}

/** The answers where nothing was ever done to any instance. */
export const NOTHING_KNOWN: Answers = {
  'holds.listActiveHolds': () => [],
  'holds.listLastRejections': () => new Map(),
  'deploymentSteps.listStepsOfInstances': () => [],
  'orders.listOrders': () => [],
  'inspections.listInspections': () => [],
  'leases.listNewestLeases': () => new Map(),
  'sharedRestarts.findRestartsSince': () => new Map(),
  'sharedRestarts.groupWaitingDeployments': () => new Map(),
  'deploymentReads.listDeploymentStatuses': () => [],
};
