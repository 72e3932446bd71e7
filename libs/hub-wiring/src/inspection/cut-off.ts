import type { HostLiveness } from '@archivesmp/contracts/agent';
import type { History, HostAccessStatus } from '@archivesmp/history';

type LastHeartbeat = Pick<HostLiveness, 'receivedAt'> | undefined;
type Access = Pick<HostAccessStatus, 'state' | 'since'> | undefined;

/**
 * Why an agent of a host is not waited for: its access has ended, so it gets no question and can give no answer. An agent that
 * sent a heartbeat after that has another token, and is judged by its heartbeats like any other.
 * @returns with the remedy, without a full stop; undefined: its access stands, or it never had one of its own
 */
export function whyCutOff(host: string, access: Access, agent: LastHeartbeat): string | undefined {
  if (access === undefined || access.state === 'given') return undefined;
  if (agent?.receivedAt !== undefined && agent.receivedAt > access.since) return undefined;
  return access.state === 'revoked'
    ? `the access of ${host} was revoked; asmp host add ${host} gives it another`
    : `the access of ${host} has expired; asmp host rotate ${host} gives it another`;
}

/** Hosts whose agent cannot answer, each with the reason. @throws Problem of MariaDB */
export async function cutOffHosts(
  { hostAccess, heartbeats }: Pick<History, 'hostAccess' | 'heartbeats'>,
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const agents = new Map((await heartbeats.listHostLiveness(now)).map((one) => [one.host, one]));
  const reasons = new Map<string, string>();
  for (const access of await hostAccess.listHostAccessStatuses(now)) {
    const why = whyCutOff(access.host, access, agents.get(access.host));
    if (why !== undefined) reasons.set(access.host, why);
  }
  return reasons;
}
