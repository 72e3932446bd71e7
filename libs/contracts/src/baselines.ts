import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CONFIG_FORMATS, type ConfigFormat } from './vocabulary.js';

/** Key of a baseline file in the bucket `configs`. */
export const baselineKey = (plugin: string, path: string): string => `baselines/${plugin}/${path}`;
/** The one document that holds every documented deviation (capability A2). */
export const DEVIATIONS_KEY = 'deviations.yml';
export const CONFIGS_BUCKET = 'configs';

/** A baseline file as it is listed; its content is read by itself. */
export class BaselineFileView {
  @ApiProperty({ example: 'LuckPerms' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) path!: string;
  @ApiProperty({ enum: CONFIG_FORMATS, enumName: 'ConfigFormat' }) format!: ConfigFormat;
  @ApiProperty({ example: 2048, description: 'bytes' }) size!: number;
  @ApiProperty({
    example: 'd41d8cd98f00b204e9800998ecf8427e',
    description: 'Send it as If-Match with a write',
  })
  revision!: string;
  @ApiPropertyOptional() modifiedAt?: string;
}
