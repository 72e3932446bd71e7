import type { InstanceView } from '@archivesmp/contracts/fleet';
import { FILE_STATES, type FileState } from '@archivesmp/contracts/vocabulary';
import { ConfigFileReads, InstanceHealth } from '@archivesmp/history';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { Requires } from '../http/required-access.js';
import { ConfigFileList, MeasurementList, SeenPluginList } from './instance-detail-views.js';
import { KnownFleet } from './known-fleet.js';

export class ConfigFileQuery {
  @ApiPropertyOptional({ description: 'Name of a plugin; _server for the files of the server' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  plugin?: string;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'true: only files that are not readable, whatever the reason (every state but readable)',
  })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  unreadable?: 'true' | 'false';

  @ApiPropertyOptional({ enum: FILE_STATES, description: 'Only files in this state' })
  @IsOptional()
  @IsIn(FILE_STATES, { message: `must be one of ${FILE_STATES.join(', ')}` })
  state?: FileState;
}

const A_DAY = 24;
const A_MONTH = 31 * A_DAY;

export class MeasurementQuery {
  @ApiPropertyOptional({
    type: 'integer',
    default: A_DAY,
    minimum: 1,
    maximum: A_MONTH,
    description: 'How many hours back',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: `must be a whole number from 1 to ${A_MONTH}` })
  @Min(1)
  @Max(A_MONTH)
  hours?: number;
}

/** What is known of one instance beside how it stands. */
@ApiTags('fleet')
@Requires('viewer')
@Controller('api/v1/instances/:id')
export class InstanceDetailsController {
  constructor(
    @Inject(KnownFleet) private readonly known: KnownFleet,
    @Inject(ConfigFileReads) private readonly files: ConfigFileReads,
    @Inject(InstanceHealth) private readonly health: InstanceHealth,
  ) {}

  @Get('files')
  @ApiOperation({
    operationId: 'instanceDetailsListFiles',
    summary: 'List the config files of an instance',
    description:
      'As the last scan saw them. A file that is not understood has line, column and reason, and its bytes are known all the same; one that could not be read from the disk has the reason why.',
  })
  @ApiOkResponse({ type: ConfigFileList })
  async listFiles(
    @Param('id') id: string,
    @Query() { plugin, unreadable, state }: ConfigFileQuery,
  ): Promise<ConfigFileList> {
    const instance = await this.known.oneInstance(id);
    const files = await this.files.listConfigFiles({
      instanceIds: [instance.id],
      otherThanReadable: unreadable === 'true',
      ...(state !== undefined && { state }),
      ...(plugin !== undefined && { plugin }),
    });
    return { files: files.map((file) => without(file)), count: files.length };
  }

  @Get('plugins')
  @ApiOperation({
    operationId: 'instanceDetailsListPlugins',
    summary: 'List the plugins of an instance',
    description: 'As the last scan saw them.',
  })
  @ApiOkResponse({ type: SeenPluginList })
  async listPlugins(@Param('id') id: string): Promise<SeenPluginList> {
    const plugins = await this.files.listPlugins((await this.known.oneInstance(id)).id);
    return { plugins: plugins.map(({ jarStamp: _, ...plugin }) => without(plugin)), count: plugins.length };
  }

  @Get('metrics')
  @ApiOperation({
    operationId: 'instanceDetailsListMeasurements',
    summary: 'Read how an instance did',
    description: 'Players, CPU, memory and TPS as its panel said, one measurement per five minutes.',
  })
  @ApiOkResponse({ type: MeasurementList })
  async listMeasurements(
    @Param('id') id: string,
    @Query() { hours }: MeasurementQuery,
  ): Promise<MeasurementList> {
    const instance: InstanceView = await this.known.oneInstance(id);
    const since = new Date(Date.now() - (hours ?? A_DAY) * 3_600_000);
    const measurements = await this.health.listInstanceMetrics(instance.id, since);
    return { measurements: measurements.map((one) => without(one)), count: measurements.length };
  }
}

/** The instance is in the address already. */
function without<T extends { instanceId: string }>(row: T): Omit<T, 'instanceId'> {
  const { instanceId: _, ...rest } = row;
  return rest;
}
