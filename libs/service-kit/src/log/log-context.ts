import { AsyncLocalStorage } from 'node:async_hooks';

/** Facts that belong to everything that happens inside: request id, scan id, operation id, host, instance. */
export type LogContext = Readonly<Record<string, string | number | boolean | undefined>>;

/** The one carrier of the process: Node offers the context per call chain, so services in one process do not mix. */
const chain = new AsyncLocalStorage<LogContext>();

/** Runs `work`; every log line written inside carries these facts beside those of the context around it. */
export function withLogContext<T>(facts: LogContext, work: () => T): T {
  return chain.run({ ...chain.getStore(), ...facts }, work);
}

/** The facts of the current call chain; empty outside of any. */
export function logContext(): LogContext {
  return chain.getStore() ?? {};
}
