import type { LoginRequest } from '@archivesmp/contracts/access';
import { Problem } from '@archivesmp/contracts/problem';
import type { Role } from '@archivesmp/contracts/vocabulary';
import type { History, Sessions, Users, UserAccount } from '@archivesmp/history';
import type { FastifyRequest } from 'fastify';
import type { WebApiMetrics } from '../http/web-api-metrics.js';
import { newKey } from './access-key.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { accountName, type LoginLimits } from './login-limits.js';
import type { PasswordCheck } from './password-check.js';
import type { SessionKeys } from './session-cookies.js';

/** The audit has this for every name without an account; no account can be called so. */
const UNKNOWN_NAME = 'an unknown name';

export interface OpenedSession extends SessionKeys {
  readonly name: string;
  readonly role: Role;
}

/** Checks name and password and opens a session. Says the same, after the same work, for a wrong name as for a wrong password. */
export class LogIn {
  constructor(
    private readonly history: Pick<History, 'transaction'>,
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly passwords: PasswordCheck,
    private readonly limits: LoginLimits,
    private readonly audit: AuditTrail,
    private readonly metrics: WebApiMetrics,
    private readonly sessionHours: number,
  ) {}

  /** Throws `auth.wrong-credentials` or `auth.rate-limited`. */
  async logIn(
    { name, password }: LoginRequest,
    request: FastifyRequest,
    now = new Date(),
  ): Promise<OpenedSession> {
    const user = await this.users.findUserByName(accountName(name));
    const right = await this.limits
      .attempt(name, password, request.ip, () => this.passwords.matches(password, user?.passwordHash))
      .catch((error: unknown) => {
        if (error instanceof Problem) this.metrics.logins.inc({ outcome: 'limited' });
        throw error;
      });
    const opened = user === undefined || !right ? undefined : await this.open(user, request, now);
    if (opened !== undefined) return opened;
    this.metrics.logins.inc({ outcome: 'refused' });
    // Into the field of the name people type passwords, too
    const who = user?.name ?? UNKNOWN_NAME;
    await this.audit.recordAuditedAction({ name: who, via: 'nobody' }, 'login.refused', who, request);
    throw new Problem('auth.wrong-credentials', 'There is no account with this name and password.');
  }

  /** undefined when the account was removed or got another password while this one was checked. */
  private async open(
    user: UserAccount,
    request: FastifyRequest,
    now: Date,
  ): Promise<OpenedSession | undefined> {
    const expiresAt = new Date(now.getTime() + this.sessionHours * 3_600_000);
    const keys = { sessionId: newKey(), csrfToken: newKey(), expiresAt };
    const session = { ...keys, userId: user.id };
    const isOpen = await this.history.transaction(async (sql) => {
      if (!(await this.sessions.openSession(session, user.passwordHash, now, sql))) return false;
      const who = { name: user.name, via: 'session' } as const;
      await this.audit.recordAuditedAction(who, 'login.succeeded', user.name, request, {}, sql);
      return true;
    });
    if (!isOpen) return undefined;
    this.metrics.logins.inc({ outcome: 'succeeded' });
    return { ...keys, name: user.name, role: user.role };
  }
}
