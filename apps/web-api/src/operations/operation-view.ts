import { ACTOR_WORDS } from '@archivesmp/contracts/actor';
import { Page } from '@archivesmp/contracts/page';
import { OPERATION_STATES, type OperationState } from '@archivesmp/contracts/vocabulary';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Anything long-running. */
export class OperationView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'fleet.discover' }) kind!: string;
  @ApiProperty({ enum: OPERATION_STATES, enumName: 'OperationState' }) state!: OperationState;
  @ApiPropertyOptional({ description: 'The instance it is about' }) instanceId?: string;
  @ApiProperty({ example: 'admin', description: ACTOR_WORDS }) requestedBy!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) requestedAt!: string;
  @ApiPropertyOptional() startedAt?: string;
  @ApiPropertyOptional() finishedAt?: string;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'What it says of itself while it runs',
  })
  progress?: object;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'What came of it' })
  result?: object;
  @ApiPropertyOptional({ description: 'Why it failed or was cancelled' }) reason?: string;
}

export class OperationPage extends Page {
  @ApiProperty({ type: [OperationView] }) operations!: OperationView[];
}
