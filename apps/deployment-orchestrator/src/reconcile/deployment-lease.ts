/** A lease outlasts a pause overnight; every wake-up prolongs it. */
export const LEASE_SECONDS = 24 * 3_600;

/** The name under which a deployment holds its instances: who takes a lease and who asserts it must agree. */
export const holderOf = (deploymentId: string): string => `deployment ${deploymentId}`;
