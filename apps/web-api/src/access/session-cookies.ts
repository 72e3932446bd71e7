import type { FastifyReply, FastifyRequest } from 'fastify';
import '@fastify/cookie';

export const SESSION_COOKIE = 'archivesmp_session';
export const CSRF_COOKIE = 'archivesmp_csrf';
export const CSRF_HEADER = 'x-csrf-token';

export interface SessionKeys {
  readonly sessionId: string;
  readonly csrfToken: string;
  readonly expiresAt: Date;
}

/** Sets both cookies: the session's is out of reach for scripts, the CSRF token's is meant for them. */
export function setSessionCookies(reply: FastifyReply, keys: SessionKeys, secure: boolean): void {
  const common = { path: '/', sameSite: 'strict' as const, secure, expires: keys.expiresAt };
  reply.setCookie(SESSION_COOKIE, keys.sessionId, { ...common, httpOnly: true });
  reply.setCookie(CSRF_COOKIE, keys.csrfToken, { ...common, httpOnly: false });
}

export function clearSessionCookies(reply: FastifyReply, secure: boolean): void {
  for (const name of [SESSION_COOKIE, CSRF_COOKIE])
    reply.clearCookie(name, { path: '/', sameSite: 'strict', secure });
}

/** The session id that came with the request. */
export const sessionIdOf = (request: FastifyRequest): string | undefined => request.cookies[SESSION_COOKIE];
