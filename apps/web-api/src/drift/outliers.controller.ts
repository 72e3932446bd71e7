import { OutlierView, Page } from '@archivesmp/contracts/drift';
import { OutlierReads } from '@archivesmp/history';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { Requires } from '../access/required-access.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { DEFAULT_PAGE, PageQuery } from '../read/page-query.js';
import { HOST_NAME } from './finding-query.js';

export class OutlierQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Name of a host' })
  @IsOptional()
  @Matches(HOST_NAME, { message: 'must be the name of a host' })
  host?: string;

  @ApiPropertyOptional({ description: 'Name or UUID of an instance' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  instance?: string;

  @ApiPropertyOptional({ description: 'Name of a plugin' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  plugin?: string;
}

export class OutlierPage extends Page {
  @ApiProperty({ type: [OutlierView] }) outliers!: OutlierView[];
}

@ApiTags('drift')
@Requires('viewer')
@Controller('api/v1/outliers')
export class OutliersController {
  constructor(
    @Inject(OutlierReads) private readonly outliers: OutlierReads,
    @Inject(KnownFleet) private readonly fleet: KnownFleet,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List the odd ones out',
    description: 'The one instance of many that has another value than all the rest. Needs no baseline.',
  })
  @ApiOkResponse({ type: OutlierPage })
  async list(@Query() { after, limit, ...filter }: OutlierQuery): Promise<OutlierPage> {
    await this.fleet.host(filter.host, 'host');
    await this.fleet.instance(filter.instance, 'instance');
    const page = await this.outliers.listOutliers(filter, {
      limit: limit ?? DEFAULT_PAGE,
      ...(after !== undefined && { after }),
    });
    return { ...page, count: page.outliers.length };
  }
}
