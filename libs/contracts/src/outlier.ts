import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OUTLIER_STATES, type OutlierState } from './vocabulary.js';
import { JSON_VALUE, KEY_PATH } from './json-value.js';

/** One of several values of a key, and who has it. */
export class OutlierChoiceView {
  @ApiPropertyOptional({ ...JSON_VALUE, example: false, description: 'Absent: no such key' }) value?: unknown;
  @ApiProperty({ example: ['BENT01', 'CREA01'], type: [String] }) instances!: string[];
}

/**
 * A value that one instance has and most of its like have not; or, without a majority, a key on which they are too divided
 * to say who is odd.
 */
export class OutlierView {
  @ApiProperty({ enum: OUTLIER_STATES, enumName: 'OutlierState' }) state!: OutlierState;
  @ApiProperty({ example: 'CMI' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) file!: string;
  @ApiProperty({ ...KEY_PATH, example: ['ReSpawn', 'Enabled'] }) path!: (string | number)[];
  @ApiProperty({ example: 'ReSpawn.Enabled' }) key!: string;
  @ApiPropertyOptional({ example: 'BENT01', description: 'The odd one; absent without a majority' })
  instance?: string;
  @ApiPropertyOptional({ example: 'hetzner', description: 'Of the odd one' }) host?: string;
  @ApiPropertyOptional({ ...JSON_VALUE, example: false }) value?: unknown;
  @ApiPropertyOptional({ ...JSON_VALUE, example: true, description: 'What the others have' })
  majority?: unknown;
  @ApiPropertyOptional({
    example: 'tag:skyblock',
    description: 'Without a majority: who was compared, everywhere or those of a platform or tag',
  })
  among?: string;
  @ApiPropertyOptional({
    type: [OutlierChoiceView],
    description: 'Without a majority: who has what, the most frequent value first',
  })
  choices?: OutlierChoiceView[];
  @ApiProperty({ example: 19, description: 'How many instances have the most frequent value' })
  agree!: number;
  @ApiProperty({ example: 20, description: 'How many instances were compared' }) of!: number;
}
