import { HOST_NAME } from '@archivesmp/contracts/host-name';
import { OutlierView } from '@archivesmp/contracts/outlier';
import { Page } from '@archivesmp/contracts/page';
import { OUTLIER_STATES, type OutlierState } from '@archivesmp/contracts/vocabulary';
import { OutlierReads } from '@archivesmp/history';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { Requires } from '../http/required-access.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { CommaList, oneOrSeveral } from '../http/comma-list.js';
import { DEFAULT_PAGE, PageQuery } from '../http/page-query.js';

/** GET /api/v1/outliers */
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

  @ApiPropertyOptional({
    enum: OUTLIER_STATES,
    enumName: 'OutlierState',
    isArray: true,
    description: 'majority unless given: an odd one; no_majority: instances too divided to say who is odd',
  })
  @IsOptional()
  @CommaList()
  @IsIn(OUTLIER_STATES, oneOrSeveral(OUTLIER_STATES))
  state?: OutlierState[];
}

/** One page of odd ones, and of keys without a majority where they were asked for. */
export class OutlierPage extends Page {
  @ApiProperty({ type: [OutlierView] }) outliers!: OutlierView[];
  @ApiProperty({ type: 'integer', example: 1, description: 'how many there are on all pages' })
  total!: number;
}

/** What differs among instances that should be alike, without any baseline. */
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
    operationId: 'outliersList',
    summary: 'List the odd ones out',
    description:
      'The one instance of many that has another value than all the rest. Needs no baseline. ' +
      'With ?state=no_majority the keys on which so many differ that none can be called the outlier.',
  })
  @ApiOkResponse({ type: OutlierPage })
  async listOutliers(
    @Query() { after, limit, state = ['majority'], ...filter }: OutlierQuery,
  ): Promise<OutlierPage> {
    await this.fleet.host(filter.host, 'host');
    await this.fleet.instance(filter.instance, 'instance');
    const page = await this.outliers.listOutliers(
      { ...filter, states: state },
      {
        limit: limit ?? DEFAULT_PAGE,
        ...(after !== undefined && { after }),
      },
    );
    return { ...page, count: page.outliers.length };
  }
}
