/** Name and version of a service, in /health, in the log and in its start-up line. */
export interface ServiceIdentity {
  app: string;
  version: string;
}

/** DI token of the ServiceIdentity. */
export const SERVICE = Symbol('service identity');
/** DI token of the service's Log. */
export const LOG = Symbol('log');
