import type { HostLiveness } from '@archivesmp/contracts/agent';

/** What is known of the agent of a host before it is asked. */
export interface HostStatus {
  /** undefined: it never spoke. */
  readonly agent: Pick<HostLiveness, 'state' | 'ageSeconds'> | undefined;
  /** Why it cannot answer, as its access has ended; however short ago it spoke. */
  readonly cutOff: string | undefined;
}

/** Why a scan does not ask the agent of a host. undefined: it is asked. @param canSign whether the hub has a key to sign with */
export function whyUnreachable(
  host: string,
  { agent, cutOff }: HostStatus,
  canSign: boolean,
): string | undefined {
  if (cutOff !== undefined) return `${cutOff}.`;
  if (agent?.state === 'alive')
    return canSign
      ? undefined
      : 'deployment.order_key is missing in host.yaml, and no agent reads what is not signed.';
  if (agent?.state === 'stale')
    return `The agent of ${host} has been silent for ${Math.round(agent.ageSeconds ?? 0)} s.`;
  return `No agent of ${host} is known; start client-agent on that host.`;
}
