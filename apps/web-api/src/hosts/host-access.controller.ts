import { AddHost, HostAccessFile, RemovedHost, RevokedAccess } from '@archivesmp/contracts/host-access';
import { HOST_NAME } from '@archivesmp/contracts/host-name';
import { Problem } from '@archivesmp/contracts/problem';
import { Body, Controller, Delete, Header, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../http/caller.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { GiveHostAccess } from './give-host-access.js';
import { RemoveHost } from './remove-host.js';

/** What agents log in with. The file is in the answer and nowhere else. */
@ApiTags('access')
@Requires('admin')
@Controller('api/v1/hosts')
export class HostAccessController {
  constructor(
    @Inject(GiveHostAccess) private readonly access: GiveHostAccess,
    @Inject(RemoveHost) private readonly removing: RemoveHost,
  ) {}

  @Post()
  @Header('cache-control', 'no-store')
  @RefusedWith('host.has-access', 'resource.conflict', 'deployment.no-order-key', 'queue.no-accounts')
  @ApiOperation({
    operationId: 'hostAccessAdd',
    summary: 'Give the agent of a host access',
    description:
      'Makes its token and its account in Redis, which reaches the queue of this host and nothing else, and answers with its whole agent.yaml. A name that no panel of amp_servers has is refused unless withoutPanel is true. No token that was made before speaks for this host any more.',
  })
  @ApiCreatedResponse({ type: HostAccessFile })
  async addHost(
    @Body() { name, withoutPanel = false }: AddHost,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HostAccessFile> {
    const given = await this.access.give(name, 'add', caller, request, withoutPanel);
    void reply.header('location', '/api/v1/hosts');
    return given;
  }

  @Post(':name/rotation')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RefusedWith('resource.not-found', 'deployment.no-order-key', 'queue.no-accounts')
  @ApiOperation({
    operationId: 'hostAccessRotate',
    summary: 'Replace what the agent of a host logs in with',
    description:
      'The old token and password end at once, and no other token that was made before speaks for this host any more: put the new file in place and restart the agent.',
  })
  @ApiOkResponse({ type: HostAccessFile })
  rotateHostAccess(
    @Param('name') name: string,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<HostAccessFile> {
    return this.access.give(checkedHostName(name), 'rotate', caller, request);
  }

  @Delete(':name/access')
  @RefusedWith('resource.not-found', 'queue.no-accounts')
  @ApiOperation({
    operationId: 'hostAccessRevoke',
    summary: 'Take the access of a host away',
    description:
      'Its account in Redis ends at once, and no token that was made before speaks for this host any more, however it was made. Its instances stay known, and so does the host until it is removed.',
  })
  @ApiOkResponse({ type: RevokedAccess })
  revokeHostAccess(
    @Param('name') name: string,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<RevokedAccess> {
    return this.access.revokeHostAccess(checkedHostName(name), caller, request);
  }

  @Delete(':name')
  @RefusedWith('resource.not-found', 'host.in-use')
  @ApiOperation({
    operationId: 'hostAccessRemove',
    summary: 'Take a host out of sight',
    description:
      'For one that was given up or whose name was mistyped: it is in no list any more. Refused while it is a panel of amp_servers, has access, is heard of, or has instances that a panel or a person put there. Instances that only its agent ever reported are gone with it. No token that was made before speaks for it any more. What is recorded of all of them stays.',
  })
  @ApiOkResponse({ type: RemovedHost })
  removeHost(
    @Param('name') name: string,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<RemovedHost> {
    return this.removing.removeHost(checkedHostName(name), caller, request);
  }
}

function checkedHostName(name: string): string {
  if (HOST_NAME.test(name)) return name;
  throw new Problem('resource.not-found', 'No host is called so.');
}
