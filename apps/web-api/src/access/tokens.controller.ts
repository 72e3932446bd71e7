import { whyNoLabel } from '@archivesmp/contracts/actor';
import { CreatedToken, CreateTokenRequest, TokenView } from '@archivesmp/contracts/access';
import { HOST_NAME } from '@archivesmp/contracts/host-name';
import { Problem } from '@archivesmp/contracts/problem';
import type { Role } from '@archivesmp/contracts/vocabulary';
import { ApiTokens, History, Users, type TokenRecord } from '@archivesmp/history';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { KnownHosts } from '../fleet/known-hosts.js';
import { newApiToken } from './access-key.js';
import { tokenView } from './account-views.js';
import { AccessChanges } from './access-changes.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { giverOf, hasRole, powersOf, type Caller } from '../http/caller.js';
import { accountName } from './login-limits.js';
import { Requires, TheCaller } from '../http/required-access.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Page } from '@archivesmp/contracts/page';

const DAY_MS = 86_400_000;
const STANDARD_DAYS = 90;

/** API tokens; all that the caller may see. */
export class TokenList extends Page {
  @ApiProperty({ type: [TokenView] }) tokens!: TokenView[];
}

@ApiTags('access')
@Requires('viewer')
@Controller('api/v1/tokens')
export class TokensController {
  constructor(
    @Inject(History) private readonly history: Pick<History, 'transaction'>,
    @Inject(ApiTokens) private readonly tokens: ApiTokens,
    @Inject(Users) private readonly users: Users,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(AccessChanges) private readonly changes: AccessChanges,
    @Inject(KnownHosts) private readonly hosts: KnownHosts,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'tokensList',
    summary: 'List API tokens',
    description: 'Your own; for an admin those of all accounts.',
  })
  @ApiOkResponse({ type: TokenList })
  async listTokens(@TheCaller() caller: Caller): Promise<TokenList> {
    const tokens = (await this.tokensOf(caller)).map(tokenView);
    return { tokens, count: tokens.length };
  }

  @Post()
  @Idempotent('token')
  @RefusedWith('resource.conflict')
  @ApiOperation({
    operationId: 'tokensCreate',
    summary: 'Make an API token',
    description:
      'The token is in the answer and nowhere else. Scopes: read, write, admin (up to your own role), and agent:<host> ' +
      'for the agent of a host (only by an admin). It acts in your name and never can do more than you may at the time; one ' +
      'that is for an agent alone belongs to the host.',
  })
  @ApiCreatedResponse({ type: CreatedToken })
  async createToken(
    @Body() wanted: CreateTokenRequest,
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedToken> {
    checkOwnPower(caller, wanted.scopes);
    await this.hosts.refuseUnknown(powersOf(wanted.scopes).agentHosts, 'scopes');
    const now = new Date();
    const expiresAt = new Date(now.getTime() + (wanted.days ?? STANDARD_DAYS) * DAY_MS);
    const token = newApiToken();
    const scopes = [...new Set(wanted.scopes)];
    await this.refuseName(wanted.label, scopes);
    const details = {
      label: wanted.label,
      scopes,
      createdBy: caller.name,
      expiresAt,
      // An agent works on when the account of the person who set it up is gone
      ...(powersOf(scopes).role !== undefined && caller.person !== undefined && { userId: caller.person.id }),
      ...(caller.via === 'token' && { madeBy: caller.id }),
      giver: giverOf(caller, roleFor(scopes)),
    };
    const made = await this.history.transaction(async (sql) => {
      const created = await this.tokens.createToken(token, details, now, sql);
      await this.audit.recordAuditedAction(
        caller,
        'token.created',
        wanted.label,
        request,
        { id: created.id, scopes },
        sql,
      );
      return created;
    });
    void reply.header('location', `/api/v1/tokens/${made.id}`).header('cache-control', 'no-store');
    return { ...tokenView(made), token };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'tokensRevoke',
    summary: 'Revoke an API token',
    description:
      'Yours; an admin may revoke every one. Tokens that were made with it are revoked, too. Works at once.',
  })
  @ApiNoContentResponse()
  async revokeToken(
    @Param('id') id: string,
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const token = (await this.tokensOf(caller)).find((one) => one.id === id);
    await this.history.transaction(async (sql) => {
      const revoked = token === undefined ? [] : await this.tokens.revokeToken(id, new Date(), sql);
      if (token === undefined || revoked.length === 0)
        throw new Problem('resource.not-found', 'There is no valid token with this id, or it is not yours.');
      const made = revoked.filter((one) => one !== id);
      const detail = { id, ...(made.length > 0 && { made }) };
      await this.audit.recordAuditedAction(caller, 'token.revoked', token.label, request, detail, sql);
    });
    this.changes.notify();
  }

  private async tokensOf(caller: Caller): Promise<TokenRecord[]> {
    if (hasRole(caller, 'admin')) return this.tokens.listTokens();
    if (caller.person !== undefined) return this.tokens.listTokens({ userId: caller.person.id });
    const all = await this.tokens.listTokens();
    return all.filter(({ createdBy }) => createdBy === caller.name);
  }

  /** A key that is called like a person, or like the agent of a host, would be taken for that one. */
  private async refuseName(label: string, scopes: readonly string[]): Promise<void> {
    const why = whyNoLabel(label);
    if (why !== undefined) throw new Problem('resource.conflict', why);
    const host = /^agent (.+)$/i.exec(label)?.[1];
    const isOfAgent = scopes.length === 1 && scopes[0] === `agent:${host}`;
    if (host !== undefined && HOST_NAME.test(host) && !isOfAgent)
      throw new Problem(
        'resource.conflict',
        `${label} is what the token of an agent is called, for the scope of its host alone; call this one otherwise.`,
      );
    if ((await this.users.findUserByName(accountName(label))) !== undefined)
      throw new Problem('resource.conflict', `${label} is the name of a person; call the token otherwise.`);
  }
}

/** Only this role makes tokens for agents. */
const AGENTS_ARE_FOR = 'admin';

/** What it takes to give these scopes away. */
function roleFor(scopes: readonly string[]): Role {
  const { role = 'viewer', agentHosts } = powersOf(scopes);
  return agentHosts.length > 0 ? AGENTS_ARE_FOR : role;
}

/** A caller cannot give away more than they have. */
function checkOwnPower(caller: Caller, scopes: readonly string[]): void {
  const { role, agentHosts } = powersOf(scopes);
  if (agentHosts.length > 0 && !hasRole(caller, AGENTS_ARE_FOR))
    throw new Problem('auth.forbidden', 'Only an admin makes tokens for agents.');
  if (role !== undefined && !hasRole(caller, role))
    throw new Problem(
      'auth.forbidden',
      `A token of these scopes has the role ${role}; yours is ${caller.role ?? 'none'}.`,
    );
}
