import { AssignHost, ClaimView, InstanceView } from '@archivesmp/contracts/fleet';
import { InstanceClaims } from '@archivesmp/history';
import { Body, Controller, Delete, Get, Inject, Param, Put, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Caller } from '../http/caller.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { claimView } from './claim-view.js';
import { AssignInstanceToHost } from './assign-instance-to-host.js';
import { Page } from '@archivesmp/contracts/page';

export class ClaimList extends Page {
  @ApiProperty({ type: [ClaimView] }) claims!: ClaimView[];
}

/** On which host an instance lives, and who says otherwise. */
@ApiTags('fleet')
@Requires('viewer')
@Controller('api/v1')
export class OwnershipController {
  constructor(
    @Inject(InstanceClaims) private readonly claims: InstanceClaims,
    @Inject(AssignInstanceToHost) private readonly assign: AssignInstanceToHost,
  ) {}

  @Get('claims')
  @ApiOperation({
    operationId: 'ownershipList',
    summary: 'List contradictions about where instances live',
    description:
      'An agent or a panel says that an instance is on its host, and it belongs to another one. Nothing moves by it. A person should check: each says what it may be and what ends it.',
  })
  @ApiOkResponse({ type: ClaimList })
  async listClaims(): Promise<ClaimList> {
    const claims = (await this.claims.listClaims()).map(claimView);
    return { claims, count: claims.length };
  }

  @Put('instances/:id/host')
  @Requires('admin')
  @RefusedWith('resource.not-found', 'resource.conflict')
  @ApiOperation({
    operationId: 'ownershipSay',
    summary: 'Say on which host an instance lives',
    description: 'Counts more than what panels and agents say, until it is taken back.',
  })
  @ApiOkResponse({ type: InstanceView })
  assignHost(
    @Param('id') id: string,
    @Body() assignment: AssignHost,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<InstanceView> {
    return this.assign.assignInstanceToHost(id, assignment, caller, request);
  }

  @Delete('instances/:id/host')
  @Requires('admin')
  @RefusedWith('resource.not-found', 'resource.conflict')
  @ApiOperation({
    operationId: 'ownershipTakeBack',
    summary: 'Leave it to panels and agents again on which host an instance lives',
    description: 'It stays where it is until a panel says otherwise.',
  })
  @ApiOkResponse({ type: InstanceView })
  unassignOwner(
    @Param('id') id: string,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<InstanceView> {
    return this.assign.assignInstanceToHost(id, undefined, caller, request);
  }
}
