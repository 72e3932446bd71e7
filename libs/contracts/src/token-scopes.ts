import { ROLES, type Role } from './vocabulary.js';

/** The role that each scope of an API token gives. */
export const ROLE_OF_SCOPE: Readonly<Record<string, Role>> = {
  read: 'viewer',
  write: 'operator',
  admin: 'admin',
};

/**
 * What of the scopes of a token works now: it never can do more than its person may, and only an admin's speaks for agents.
 * @param ownerRole role of that person now; left out: it belongs to a program or a host, and all of it works
 */
export function scopesNow(scopes: readonly string[], ownerRole?: Role): string[] {
  if (ownerRole === undefined) return [...scopes];
  const most = Object.keys(ROLE_OF_SCOPE).find((scope) => ROLE_OF_SCOPE[scope] === ownerRole)!;
  const now = scopes.flatMap((scope) => {
    const role = ROLE_OF_SCOPE[scope];
    if (role === undefined) return ownerRole === 'admin' ? [scope] : [];
    return [ROLES.indexOf(role) > ROLES.indexOf(ownerRole) ? most : scope];
  });
  return [...new Set(now)];
}
