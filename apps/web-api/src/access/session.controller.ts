import { LoginRequest, SessionView } from '@archivesmp/contracts/access';
import { Problem } from '@archivesmp/contracts/problem';
import { History, Sessions, Users } from '@archivesmp/history';
import { OpenRoute } from '@archivesmp/service-kit';
import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SECURE_COOKIES } from '../http/web-api.tokens.js';
import { AccessChanges } from './access-changes.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import { ChangePasswordRequest } from './change-password-request.js';
import { LogIn } from './log-in.js';
import { LoginLimits } from './login-limits.js';
import { PasswordCheck } from './password-check.js';
import { Requires, TheCaller } from '../http/required-access.js';
import { clearSessionCookies, CSRF_COOKIE, setSessionCookies } from './session-cookies.js';
import { RefusedWith } from '../http/documents/refused-with.js';

@ApiTags('login')
@Controller('api/v1')
export class SessionController {
  constructor(
    @Inject(History) private readonly history: Pick<History, 'transaction'>,
    @Inject(LogIn) private readonly logIn: LogIn,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(Users) private readonly users: Users,
    @Inject(PasswordCheck) private readonly passwords: PasswordCheck,
    @Inject(LoginLimits) private readonly limits: LoginLimits,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(AccessChanges) private readonly changes: AccessChanges,
    @Inject(SECURE_COOKIES) private readonly secure: boolean,
  ) {}

  @Post('login')
  @OpenRoute()
  @RefusedWith('auth.wrong-credentials', 'auth.rate-limited')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'sessionLogin',
    summary: 'Log in',
    description:
      'Sets the session cookie and the cookie with the CSRF token. After five wrong attempts within a minute the name ' +
      'has to wait (429, Retry-After).',
  })
  @ApiOkResponse({ type: SessionView })
  async login(
    @Body() credentials: LoginRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const { name, role, csrfToken, expiresAt, sessionId } = await this.logIn.logIn(credentials, request);
    setSessionCookies(reply, { sessionId, csrfToken, expiresAt }, this.secure);
    void reply.header('cache-control', 'no-store');
    return { name, role, csrfToken, expiresAt: expiresAt.toISOString() };
  }

  @Post('logout')
  @Requires('viewer')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'sessionLogout',
    summary: 'Log out',
    description: 'Ends the session of this browser.',
  })
  @ApiNoContentResponse()
  async logout(
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { session } = caller;
    if (session === undefined) throw needsSession();
    await this.history.transaction(async (sql) => {
      await this.sessions.closeSession(session.sessionId, sql);
      await this.audit.recordAuditedAction(caller, 'logout.succeeded', caller.name, request, {}, sql);
    });
    this.changes.notify();
    clearSessionCookies(reply, this.secure);
  }

  @Get('session')
  @Requires('viewer')
  @ApiOperation({
    operationId: 'sessionSession',
    summary: 'Read who you are',
    description: 'With an API token the CSRF token is empty: none is needed.',
  })
  @ApiOkResponse({ type: SessionView })
  session(@TheCaller() caller: Caller, @Req() request: FastifyRequest): SessionView {
    return {
      name: caller.name,
      role: caller.role!,
      csrfToken: caller.session === undefined ? '' : (request.cookies[CSRF_COOKIE] ?? ''),
      ...(caller.session !== undefined && { expiresAt: caller.session.expiresAt.toISOString() }),
    };
  }

  @Post('session/password')
  @Requires('viewer')
  @HttpCode(204)
  @RefusedWith('auth.wrong-credentials', 'auth.rate-limited')
  @ApiOperation({
    operationId: 'sessionChangePassword',
    summary: 'Change your password',
    description:
      'Ends all your sessions and revokes your API tokens: log in again afterwards. Wrong tries count like those of a login.',
  })
  @ApiNoContentResponse()
  async changePassword(
    @Body() change: ChangePasswordRequest,
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (caller.session === undefined) throw needsSession();
    const account = await this.users.findUserByName(caller.name);
    const right = await this.limits.attempt(caller.name, change.current, request.ip, () =>
      this.passwords.matches(change.current, account?.passwordHash),
    );
    if (!right || account === undefined) {
      await this.audit.recordAuditedAction(caller, 'user.password-refused', caller.name, request);
      throw new Problem('auth.wrong-credentials', 'The current password is not right.');
    }
    const next = await this.passwords.hash(change.next);
    const proven = account.passwordHash;
    await this.history.transaction(async (sql) => {
      if (!(await this.users.changePassword(caller.id, next, new Date(), { proven }, sql)))
        throw new Problem('auth.wrong-credentials', 'The current password was changed meanwhile.');
      await this.audit.recordAuditedAction(caller, 'user.password-changed', caller.name, request, {}, sql);
    });
    this.changes.notify();
    clearSessionCookies(reply, this.secure);
  }
}

const needsSession = (): Problem =>
  new Problem('request.invalid', 'This is about the login of a browser; an API token has none.');
