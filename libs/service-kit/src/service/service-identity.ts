import type { Log } from '../log/create-log.js';

/** Name and version of a service, in /health, in the log and in its start-up line. */
export interface ServiceIdentity {
  app: string;
  version: string;
}

/** Stands for one part where its class would not tell it from others; carries the type of that part for the compiler. */
export type InjectionToken<Part> = symbol & { readonly part?: Part };

/** DI token of the ServiceIdentity. */
export const SERVICE: InjectionToken<ServiceIdentity> = Symbol('service identity');
/** DI token of the service's Log. */
export const LOG: InjectionToken<Log> = Symbol('log');
