import { FINDING_STATUSES, SEVERITIES } from '@archivesmp/contracts/vocabulary';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { JSON_VALUE } from '@archivesmp/contracts/json-value';

/** One step in the life of a finding. */
export class FindingStepView {
  @ApiProperty({ enum: ['opened', 'changed', 'resolved', 'recurred'] }) change!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) at!: string;
  @ApiProperty({ description: 'The scan that saw it' }) scanId!: string;
  @ApiProperty({ enum: FINDING_STATUSES, enumName: 'FindingStatus' }) status!: string;
  @ApiProperty({ enum: SEVERITIES, enumName: 'Severity' }) severity!: string;
  @ApiPropertyOptional({ ...JSON_VALUE, description: 'What was there' }) actual?: unknown;
}

/** GET /api/v1/findings/{id}/life, the oldest step first */
export class FindingLifeView {
  @ApiProperty({ type: [FindingStepView] }) steps!: FindingStepView[];
}
