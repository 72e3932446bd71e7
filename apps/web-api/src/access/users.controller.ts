import { whyNoName } from '@archivesmp/contracts/actor';
import { CreateUserRequest, UserView } from '@archivesmp/contracts/access';
import { Problem } from '@archivesmp/contracts/problem';
import { History, Users, type UserRecord } from '@archivesmp/history';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { userView } from './account-views.js';
import { AccessChanges } from './access-changes.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { giverOf, type Caller } from '../http/caller.js';
import { ChangeUserRequest } from './change-user-request.js';
import { IdentifyCaller } from './identify-caller.js';
import { PasswordCheck } from './password-check.js';
import { Requires, TheCaller } from '../http/required-access.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Page } from '@archivesmp/contracts/page';

/** People who may log in; all of them. */
export class UserList extends Page {
  @ApiProperty({ type: [UserView] }) users!: UserView[];
}

@ApiTags('access')
@Requires('admin')
@Controller('api/v1/users')
export class UsersController {
  constructor(
    @Inject(History) private readonly history: Pick<History, 'transaction'>,
    @Inject(Users) private readonly users: Users,
    @Inject(PasswordCheck) private readonly passwords: PasswordCheck,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(AccessChanges) private readonly changes: AccessChanges,
    @Inject(IdentifyCaller) private readonly identify: IdentifyCaller,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'usersList',
    summary: 'List people who may log in',
    description: 'With their roles; never a password.',
  })
  @ApiOkResponse({ type: UserList })
  async listUsers(): Promise<UserList> {
    const users = (await this.users.listUsers()).map(userView);
    return { users, count: users.length };
  }

  @Post()
  @RefusedWith('resource.conflict', 'auth.rate-limited')
  @ApiOperation({
    operationId: 'usersCreate',
    summary: 'Add a person',
    description: 'They log in with this name and password and may change the password themselves.',
  })
  @ApiCreatedResponse({ type: UserView })
  async createUser(
    @Body() { name, password, role }: CreateUserRequest,
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserView> {
    const why = whyNoName(name);
    if (why !== undefined) throw new Problem('resource.conflict', why);
    const passwordHash = await this.hashFor(password, request);
    const account = { name, passwordHash, role };
    const user = await this.history.transaction(async (sql) => {
      const made = await this.users.createUser(account, new Date(), giverOf(caller, 'admin'), sql);
      await this.audit.recordAuditedAction(caller, 'user.created', name, request, { role }, sql);
      return made;
    });
    void reply.header('location', `/api/v1/users/${user.id}`);
    return userView(user);
  }

  @Patch(':id')
  @HttpCode(204)
  @RefusedWith('resource.conflict', 'auth.rate-limited')
  @ApiOperation({
    operationId: 'usersChange',
    summary: 'Change role or password of a person',
    description:
      'Ends all sessions of that person. A new password also revokes their API tokens; with a lower role the tokens can do less, too.',
  })
  @ApiNoContentResponse()
  async changeUser(
    @Param('id') id: string,
    @Body() { role, password }: ChangeUserRequest,
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const user = await this.getUser(id);
    const passwordHash = password === undefined ? undefined : await this.hashFor(password, request);
    const giver = giverOf(caller, 'admin');
    // The session of an admin who changes their own role is over by then
    const by = role === undefined ? { giver } : {};
    const changed = { ...(role && { role }), passwordChanged: password !== undefined };
    await this.history.transaction(async (sql) => {
      if (role !== undefined && !(await this.users.changeRole(id, role, giver, sql))) throw noPerson();
      if (
        passwordHash !== undefined &&
        !(await this.users.changePassword(id, passwordHash, new Date(), by, sql))
      )
        throw noPerson();
      await this.audit.recordAuditedAction(caller, 'user.changed', user.name, request, changed, sql);
    });
    this.changes.notify();
  }

  @Delete(':id')
  @HttpCode(204)
  @RefusedWith('resource.conflict')
  @ApiOperation({
    operationId: 'usersRemove',
    summary: 'Remove a person',
    description: 'Ends the sessions and revokes the API tokens of that person.',
  })
  @ApiNoContentResponse()
  async removeUser(
    @Param('id') id: string,
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const user = await this.getUser(id);
    await this.history.transaction(async (sql) => {
      if (!(await this.users.disableUser(id, new Date(), giverOf(caller, 'admin'), sql))) throw noPerson();
      await this.audit.recordAuditedAction(caller, 'user.removed', user.name, request, {}, sql);
    });
    this.changes.notify();
  }

  /**
   * Hashes wait for one another: the caller must still be an admin when the wait is over.
   * @throws Problem `auth.required`, `auth.forbidden`, `auth.rate-limited`
   */
  private async hashFor(password: string, request: FastifyRequest): Promise<string> {
    const hash = await this.passwords.hash(password);
    const { role } = await this.identify.identifyCaller(request);
    if (role !== 'admin') throw new Problem('auth.forbidden', 'You are no admin any more.');
    return hash;
  }

  private async getUser(id: string): Promise<UserRecord> {
    const user = (await this.users.listUsers()).find((one) => one.id === id);
    if (user === undefined) throw noPerson();
    return user;
  }
}

const noPerson = (): Problem => new Problem('resource.not-found', 'There is no person with this id.');
