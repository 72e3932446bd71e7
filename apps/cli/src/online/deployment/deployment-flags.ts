import type { WaitFlags } from './wait-flags.js';

export interface DeploymentFlags extends WaitFlags {
  readonly state?: readonly string[];
  readonly limit?: string;
}
