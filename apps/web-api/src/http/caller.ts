import { Problem } from '@archivesmp/contracts/problem';
import { ROLE_OF_SCOPE } from '@archivesmp/contracts/token-scopes';
import { ROLES, type Role } from '@archivesmp/contracts/vocabulary';
import type { Giver } from '@archivesmp/history';

/** The sender of a request, once identified. */
export interface Caller {
  /** How they are kept and shown wherever they did something, as `actorName` says: `mia`, `mia (token laptop)`, `token:grafana`. */
  readonly name: string;
  readonly via: 'session' | 'token';
  /** Absent for a token that is only an agent's. */
  readonly role?: Role;
  /** Hosts this token may deliver results for. */
  readonly agentHosts: readonly string[];
  /** Hosts that this token spoke for until their access was given anew or taken away. */
  readonly endedHosts?: readonly string[];
  /** Id of the user or of the token. */
  readonly id: string;
  /** The person behind it; absent for a token of a program or a host. */
  readonly person?: { readonly id: string; readonly name: string };
  /** Present when it came with a session cookie. */
  readonly session?: { readonly sessionId: string; readonly csrfHash: string; readonly expiresAt: Date };
}

/** Whether the caller's role is the asked one or a higher one. */
export const hasRole = (caller: Pick<Caller, 'role'>, asked: Role): boolean =>
  caller.role !== undefined && ROLES.indexOf(caller.role) >= ROLES.indexOf(asked);

/**
 * What an agent says of a host is believed under a token of that host only.
 * @throws Problem `auth.forbidden`, with what to look at
 */
export function assertReportsFor({ agentHosts, endedHosts = [] }: Caller, host: string): void {
  if (agentHosts.includes(host)) return;
  if (endedHosts.includes(host)) throw noLongerFor([host]);
  throw new Problem(
    'auth.forbidden',
    `This token speaks for ${agentHosts.join(', ')} only; physical_server in agent.yaml says ${host}.`,
  );
}

/** This token is older than the access of these hosts, and speaks for them no longer. */
export const noLongerFor = (hosts: readonly string[]): Problem =>
  new Problem(
    'auth.forbidden',
    `The access of ${hosts.join(', ')} was replaced or taken away after this token was made: put the file that asmp host add or asmp host rotate gives in place.`,
  );

/** The caller as one who gives access: it must still be theirs when it is given. */
export const giverOf = ({ via, id, person, session }: Caller, needs: Role): Giver => ({
  needs,
  ...(person !== undefined && { userId: person.id }),
  ...(via === 'token' && { tokenId: id }),
  ...(session !== undefined && { sessionId: session.sessionId }),
});

/** What scopes add up to: the highest role among them, and the hosts of agent scopes. */
export function powersOf(scopes: readonly string[]): { role?: Role; agentHosts: string[] } {
  const roles = scopes.map((scope) => ROLE_OF_SCOPE[scope]).filter((role) => role !== undefined);
  const role = ROLES.findLast((name) => roles.includes(name));
  const agentHosts = scopes.filter((scope) => scope.startsWith('agent:')).map((scope) => scope.slice(6));
  return { ...(role !== undefined && { role }), agentHosts };
}
