import { HOST_NAME } from '@archivesmp/contracts/host-name';
import { InstanceView } from '@archivesmp/contracts/fleet';
import { FleetReads } from '@archivesmp/history';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { Requires } from '../http/required-access.js';
import { InstanceList } from './fleet-views.js';
import { instanceView } from './instance-view.js';
import { KnownFleet } from './known-fleet.js';

export class InstanceQuery {
  @ApiPropertyOptional({ description: 'Name of a host' })
  @IsOptional()
  @Matches(HOST_NAME, { message: 'must be the name of a host' })
  host?: string;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'true: also instances that are no longer found',
  })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  gone?: 'true' | 'false';
}

@ApiTags('fleet')
@Requires('viewer')
@Controller('api')
export class InstancesController {
  constructor(
    @Inject(FleetReads) private readonly fleet: FleetReads,
    @Inject(KnownFleet) private readonly known: KnownFleet,
  ) {}

  @Get('v1/instances')
  @ApiOperation({
    operationId: 'instancesList',
    summary: 'List instances',
    description: 'Drift, operation and health stand beside each other; what did not answer is unknown.',
  })
  @ApiOkResponse({ type: InstanceList })
  async listInstances(@Query() { host, gone }: InstanceQuery): Promise<InstanceList> {
    await this.known.host(host, 'host');
    const choice = { ...(host !== undefined && { host }), gone: gone === 'true' };
    const now = new Date();
    const instances = (await this.fleet.listInstanceRecords(choice)).map((one) => instanceView(one, now));
    return { instances, count: instances.length };
  }

  @Get('v1/instances/:id')
  @ApiOperation({
    operationId: 'instancesRead',
    summary: 'Read one instance',
    description: 'By UUID, or by name when only one has it.',
  })
  @ApiOkResponse({ type: InstanceView })
  readInstance(@Param('id') id: string): Promise<InstanceView> {
    return this.known.oneInstance(id);
  }

  @Get('instances/status')
  @ApiOperation({
    operationId: 'instancesStatus',
    summary: 'Read how every instance stands',
    description: 'The address of the operators’ first program; the same answer as /api/v1/instances.',
  })
  @ApiOkResponse({ type: InstanceList })
  listInstanceStatus(@Query() query: InstanceQuery): Promise<InstanceList> {
    return this.listInstances(query);
  }
}
