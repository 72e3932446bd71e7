import { actorName } from '@archivesmp/contracts/actor';
import { Problem } from '@archivesmp/contracts/problem';
import { scopesNow } from '@archivesmp/contracts/token-scopes';
import type { ApiTokens, Sessions, TokenCheck } from '@archivesmp/history';
import type { FastifyRequest } from 'fastify';
import { powersOf, type Caller } from '../http/caller.js';
import { sessionIdOf } from './session-cookies.js';

/** Finds out who sends a request: by API token when there is one, else by session cookie. */
export class IdentifyCaller {
  constructor(
    private readonly tokens: ApiTokens,
    private readonly sessions: Sessions,
  ) {}

  /** Throws `auth.required` or `auth.token-expired`. */
  async identifyCaller(request: FastifyRequest, now = new Date()): Promise<Caller> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.byToken(authorization, now);
    const sessionId = sessionIdOf(request);
    if (sessionId === undefined)
      throw new Problem('auth.required', 'The request carries neither a session nor a token.');
    return this.bySession(sessionId, now);
  }

  private async byToken(authorization: string, now: Date): Promise<Caller> {
    const token = /^Bearer ([\w.~+/=-]{1,512})$/i.exec(authorization)?.[1];
    if (token === undefined)
      throw new Problem('auth.required', 'The header Authorization is not "Bearer" and a token.');
    const found = await this.tokens.checkToken(token, now);
    if (found.state === 'expired')
      throw new Problem('auth.token-expired', 'The API token was valid only for a time.');
    if (found.state !== 'valid')
      throw new Problem('auth.required', 'This API token is not known, or it was revoked.');
    return callerOf(found);
  }

  private async bySession(sessionId: string, now: Date): Promise<Caller> {
    const found = await this.sessions.findSession(sessionId, now);
    if (found === undefined) throw new Problem('auth.required', 'Your session is over; log in again.');
    const { name, role, userId: id, expiresAt, csrfHash } = found;
    return {
      name,
      role,
      via: 'session',
      id,
      person: { id, name },
      agentHosts: [],
      session: { sessionId, csrfHash, expiresAt },
    };
  }
}

/** A token acts in the name of its person, with the lower of both powers; only an admin's speaks for agents. */
function callerOf({ id, label, scopes, endedHosts, owner }: Extract<TokenCheck, { state: 'valid' }>): Caller {
  const { role, agentHosts } = powersOf(scopesNow(scopes, owner?.role));
  const ended = endedHosts.length > 0 && { endedHosts };
  const key = { via: 'token', id, agentHosts, ...ended, ...(role !== undefined && { role }) } as const;
  if (owner === undefined) return { ...key, name: actorName({ token: label }) };
  return {
    ...key,
    name: actorName({ person: owner.name, token: label }),
    person: { id: owner.id, name: owner.name },
  };
}
