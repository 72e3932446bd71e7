import type { HostView } from '@archivesmp/contracts/fleet';
import type { InstanceOnHost } from '@archivesmp/history';

const MOST_NAMED = 5;

/**
 * Whether a host may be taken out of sight. One that would be there again in a moment may not: its panel is set, its agent may
 * speak, or it has instances that a panel or a person put there. What only its own agent ever said is on it does not count.
 * @returns what keeps it, with what to do about it; undefined: it may go
 */
export function whyHostStays(
  host: Pick<
    HostView,
    'name' | 'panel' | 'access' | 'accessSince' | 'agent' | 'agentAgeSeconds' | 'lastHeardAt'
  >,
  instances: readonly InstanceOnHost[],
): string | undefined {
  const { name, panel, access, agentAgeSeconds = 0 } = host;
  if (panel)
    return `${name} is a panel of amp_servers: take it out of host.yaml of the hub and start the hub again first.`;
  if (access === 'given' || access === 'expired')
    return `The agent of ${name} has access: asmp host revoke ${name} ends it.`;
  if (isAgentAlive(host))
    return access === 'other-token'
      ? `The agent of ${name} was heard ${agentAgeSeconds} s ago, under a token that was not made with asmp host add: asmp host revoke ${name} ends every token for it.`
      : `The agent of ${name} was heard ${agentAgeSeconds} s ago: wait until a minute has passed.`;
  const assigned = instances.filter(({ isAssigned }) => isAssigned);
  if (assigned.length > 0)
    return `A person said that ${namesOf(assigned)} ${isOrAre(assigned)} on ${name}: asmp assign INSTANCE HOST says where it is now, asmp unassign INSTANCE leaves it to panels and agents.`;
  const listed = instances.filter(({ isListed }) => isListed);
  if (listed.length > 0)
    return `${namesOf(listed)} ${isOrAre(listed)} on ${name}, says a panel: delete it in AMP, or say where it is now (asmp assign INSTANCE HOST --reason TEXT).`;
  return undefined;
}

/** What was heard before its access was taken away, or before any token of now was made, is not heard again. */
function isAgentAlive({
  agent,
  access,
  accessSince,
  lastHeardAt,
}: Parameters<typeof whyHostStays>[0]): boolean {
  if (agent !== 'alive') return false;
  const dates = access === 'revoked' || access === 'other-token';
  if (!dates || accessSince === undefined || lastHeardAt === undefined) return true;
  return Date.parse(lastHeardAt) > Date.parse(accessSince);
}

const isOrAre = (several: readonly unknown[]): string => (several.length === 1 ? 'is' : 'are');

function namesOf(instances: readonly InstanceOnHost[]): string {
  const names = instances.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = instances.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
