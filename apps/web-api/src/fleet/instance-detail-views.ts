import { FileLikenessView } from '@archivesmp/contracts/plan-content';
import {
  CONFIG_FORMATS,
  FILE_STATES,
  HEALTH_STATES,
  type ConfigFormat,
  type FileState,
  type HealthState,
} from '@archivesmp/contracts/vocabulary';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Page } from '@archivesmp/contracts/page';

/** A config file as it was last seen; its content is not shown. */
export class ConfigFileView {
  @ApiProperty({ example: 'LuckPerms' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) path!: string;
  @ApiProperty({ enum: CONFIG_FORMATS, enumName: 'ConfigFormat' }) format!: ConfigFormat;
  @ApiProperty({ enum: FILE_STATES, enumName: 'FileState' }) state!: FileState;
  @ApiPropertyOptional({ description: 'Why it is not understood, not settled or could not be read' })
  reason?: string;
  @ApiProperty({ description: 'bytes', example: 2048 }) size!: number;
  @ApiPropertyOptional({ description: 'Of its bytes, where they are known, understood or not' })
  sha256?: string;
  @ApiPropertyOptional({ type: FileLikenessView, description: 'Mode and owner, where they were seen' })
  like?: FileLikenessView;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) modifiedAt!: string;
  @ApiProperty({ description: 'When a scan last saw it differently' }) lastChangedAt!: string;
}

export class ConfigFileList extends Page {
  @ApiProperty({ type: [ConfigFileView] }) files!: ConfigFileView[];
}

export class SeenPluginView {
  @ApiProperty({ example: 'LuckPerms' }) plugin!: string;
  @ApiPropertyOptional({ example: 'LuckPerms-Bukkit-5.4.137.jar' }) jar?: string;
  @ApiProperty({ description: 'Whether it has a folder below plugins/' }) hasFolder!: boolean;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) firstSeenAt!: string;
}

export class SeenPluginList extends Page {
  @ApiProperty({ type: [SeenPluginView] }) plugins!: SeenPluginView[];
}

/** How an instance did at one time, as its panel said. What is not known is left out. */
export class MeasurementView {
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) measuredAt!: string;
  @ApiProperty({ enum: HEALTH_STATES, enumName: 'HealthState' }) health!: HealthState;
  @ApiPropertyOptional() players?: number;
  @ApiPropertyOptional() playersMax?: number;
  @ApiPropertyOptional() cpuPercent?: number;
  @ApiPropertyOptional({ description: 'megabytes' }) memoryMb?: number;
  @ApiPropertyOptional() tps?: number;
}

export class MeasurementList extends Page {
  @ApiProperty({ type: [MeasurementView] }) measurements!: MeasurementView[];
}
