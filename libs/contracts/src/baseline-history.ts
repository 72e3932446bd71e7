import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { Page } from './page.js';

/** Where the contents of every revision of a baseline rest, each once under its sha256; bucket `configs`. */
export const baselineContentKey = (sha256: string): string =>
  `baseline-contents/${sha256.slice(0, 2)}/${sha256}`;
/** The version of the whole set that counts now, beside the baselines in the bucket `configs`. */
export const BASELINE_METADATA_KEY = 'metadata.json';

/**
 * What happened to a baseline file or to deviations.yml. `adopted`: a person took over what others did in the bucket. `found` and
 * `vanished`, of older versions only: believed without a check, so the author is unknown.
 */
export const BASELINE_CHANGES = [
  'saved',
  'captured',
  'kept',
  'unkept',
  'deleted',
  'restored',
  'undone',
  'adopted',
  'found',
  'vanished',
] as const;
export type BaselineChange = (typeof BASELINE_CHANGES)[number];

/** One change of what the fleet should be. Its number is the version of the whole set: the set as this change left it. */
export class BaselineRevisionView {
  @ApiProperty({ example: 17, description: 'Number of the change, and version of the whole set after it' })
  version!: number;
  @ApiProperty({ example: 'LuckPerms', description: 'Empty for deviations.yml' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) path!: string;
  @ApiProperty({
    enum: BASELINE_CHANGES,
    enumName: 'BaselineChange',
    description:
      'adopted: done in the bucket by others, and taken over by a person; found, vanished (older versions only): done ' +
      'there by an unknown author',
  })
  change!: BaselineChange;
  @ApiPropertyOptional({ description: 'ETag (without quotes) of the file since; absent: the file is gone' })
  revision?: string;
  @ApiPropertyOptional({ description: 'sha256 of the content' }) sha256?: string;
  @ApiPropertyOptional({ example: 2048, description: 'bytes' }) size?: number;
  @ApiPropertyOptional({ example: 12, description: 'The version that was restored or taken back' })
  of?: number;
  @ApiPropertyOptional({ example: 'mia', description: 'Absent: unknown' }) by?: string;
  @ApiPropertyOptional({ example: 'respawning is off everywhere' }) reason?: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z', description: 'When; for found ones, when it was seen' })
  at!: string;
}

/** One page of changes, newest first. */
export class BaselineRevisionPage extends Page {
  @ApiProperty({ type: [BaselineRevisionView] }) revisions!: BaselineRevisionView[];
}

/** One file of a version of the set. */
export class BaselineSetFile {
  @ApiProperty({ example: 'LuckPerms' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) path!: string;
  @ApiProperty({ example: 12, description: 'The change that made it what it is here' }) version!: number;
  @ApiProperty() revision!: string;
  @ApiProperty() sha256!: string;
  @ApiProperty({ example: 2048, description: 'bytes' }) size!: number;
}

/** `metadata.json`: one version of everything that says what the fleet should be. */
export class BaselineSet {
  @ApiProperty({ example: 17, description: 'Grows with every change; 0: nothing was ever saved' })
  version!: number;
  @ApiPropertyOptional({ example: '2026-11-21T07:00:00.000Z' }) changedAt?: string;
  @ApiPropertyOptional({ example: 'mia', description: 'Absent: unknown' }) changedBy?: string;
  @ApiPropertyOptional({ enum: BASELINE_CHANGES, enumName: 'BaselineChange' }) change?: BaselineChange;
  @ApiPropertyOptional({ example: 'LuckPerms/config.yml', description: 'What was changed' }) subject?: string;
  @ApiPropertyOptional() reason?: string;
  @ApiProperty({ description: 'sha256 over every name and content: equal sets have equal ones' })
  sha256!: string;
  @ApiProperty({ type: [BaselineSetFile], description: 'By plugin and path' }) files!: BaselineSetFile[];
  @ApiPropertyOptional({ type: BaselineSetFile, description: 'Absent: there is none' })
  deviations?: BaselineSetFile;
}

/** Why something is restored, taken back or deleted. */
export class ReasonOfChange {
  @ApiPropertyOptional({ example: 'the new limits were too low', description: 'Never write a secret here' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason?: string;
}

/** POST /api/v1/baselines/adopt: what others did in the bucket becomes what the fleet should be. */
export class AdoptBaselines {
  @ApiPropertyOptional({
    type: [String],
    example: ['LuckPerms/config.yml'],
    description: 'PLUGIN/FILE or deviations.yml; left out: everything that is refused now',
  })
  @IsOptional()
  @IsString({ each: true })
  @MaxLength(1200, { each: true })
  @ArrayNotEmpty()
  @ArrayMaxSize(10_000)
  files?: string[];
  @ApiProperty({ example: 'first import', description: 'Why it is right; never write a secret here' })
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason!: string;
}

/** What was taken over, and what was not with its reason. */
export class BaselinesAdopted {
  @ApiProperty({ type: [BaselineRevisionView] }) adopted!: BaselineRevisionView[];
  @ApiProperty({
    type: [String],
    example: ['CMI/config.yml: line 3, column 1: a key is missing'],
    description: 'Not taken over, each with its reason',
  })
  left!: string[];
}

/** What came out of restoring, taking back or deleting. */
export class BaselineChanged {
  @ApiProperty({ type: BaselineRevisionView, description: 'The new change' }) changed!: BaselineRevisionView;
  @ApiProperty({ description: 'false: it was as wanted already, and nothing was written' }) written!: boolean;
}
