import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Requires } from '../http/required-access.js';
import { ExplainKey } from './explain-key.js';
import { KeyExplanationView } from './key-explanation.js';

/** Which key, of which file, on which instance. */
export class ExplainQuery {
  @ApiProperty({ example: 'CMI' })
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  plugin!: string;

  @ApiProperty({ example: 'config.yml' })
  @IsString()
  @MinLength(1)
  @MaxLength(512)
  file!: string;

  @ApiProperty({ example: 'ReSpawn.Enabled', description: 'Steps joined by dots, or a JSON array of steps' })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  key!: string;

  @ApiProperty({ example: 'BENT01', description: 'Name or UUID of an instance' })
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  instance!: string;
}

@ApiTags('baselines')
@Requires('viewer')
@Controller('api/v1/explain')
export class ExplainController {
  constructor(@Inject(ExplainKey) private readonly explainKey: ExplainKey) {}

  @Get()
  @RefusedWith('request.invalid', 'resource.not-found', 'resource.conflict', 'baseline.invalid')
  @ApiOperation({
    operationId: 'explainExplain',
    summary: 'Explain a key',
    description:
      'What a key should be on an instance, every scope that spoke about it and who won. Agrees with what a scan ' +
      'expects there.',
  })
  @ApiOkResponse({ type: KeyExplanationView })
  explain(@Query() query: ExplainQuery): Promise<KeyExplanationView> {
    return this.explainKey.explainKey(query);
  }
}
