import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import {
  CONFIG_FORMATS,
  PER_SERVER_KINDS,
  PLATFORMS,
  type ConfigFormat,
  type PerServerKind,
  type Platform,
} from './vocabulary.js';
import { KEY_PATH } from './json-value.js';

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

/** Why a value of a live file is not taken into a baseline. */
export const WITHHELD_REASONS = ['secret', 'per_server', 'variable', 'documented'] as const;
export type WithheldReason = (typeof WITHHELD_REASONS)[number];

/** What stands in the baseline where a value of the live file was not taken. */
export const WITHHELD_INSTEAD = ['baseline', 'left_out', 'variable'] as const;
export type WithheldInstead = (typeof WITHHELD_INSTEAD)[number];

/** What a person decided about one value of a file that is captured. */
export class CaptureDecision {
  @ApiProperty({ example: 'config.yml', description: "relative to the plugin's folder" })
  @IsString()
  @MaxLength(512)
  file!: string;
  @ApiProperty({ example: ['data', 'password'], ...KEY_PATH, description: 'key path as a list' })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(64)
  path!: (string | number)[];
  @ApiPropertyOptional({
    example: 'DB_PASSWORD',
    description:
      'put this variable in its place, which deviations.yml declares; left out: take the value although it looks per server. A secret is never taken',
  })
  @IsOptional()
  @Matches(/^[A-Z][A-Z0-9_]{0,63}$/)
  variable?: string;
}

/** POST /api/v1/baselines/capture: "what runs there is what we want". */
export class CaptureBaseline {
  @ApiProperty({ example: 'LuckPerms' }) @IsString() @MinLength(1) @MaxLength(128) plugin!: string;
  @ApiPropertyOptional({
    type: [String],
    example: ['config.yml'],
    description:
      'only these files; left out: those that the baseline has, or, when it has none yet, all that were seen',
  })
  @IsOptional()
  @IsString({ each: true })
  @MaxLength(512, { each: true })
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  files?: string[];
  @ApiPropertyOptional({
    example: 'DEV01',
    description: 'name or UUID; left out: the development instance (tag dev, or the name DEV01)',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  instance?: string;
  @ApiPropertyOptional({ default: false, description: 'only show what would be saved' })
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
  @ApiPropertyOptional({
    example: 'the new limits',
    description: 'Kept with the change. Never write a secret here',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason?: string;
  @ApiPropertyOptional({ type: [CaptureDecision] })
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => CaptureDecision)
  @ArrayMaxSize(1_000)
  decisions?: CaptureDecision[];
}

/** A value that is not taken. What it is, is not said. */
export class WithheldValueView {
  @ApiProperty({ example: ['data', 'password'], ...KEY_PATH }) path!: (string | number)[];
  @ApiProperty({ enum: WITHHELD_REASONS, enumName: 'WithheldReason' }) because!: WithheldReason;
  @ApiPropertyOptional({ enum: PER_SERVER_KINDS, enumName: 'PerServerKind' }) look?: PerServerKind;
  @ApiProperty({
    enum: WITHHELD_INSTEAD,
    enumName: 'WithheldInstead',
    description:
      'what the baseline has in its place: what it had, nothing (left_open of deviations.yml names it then, and it is not judged), or a variable',
  })
  instead!: WithheldInstead;
}

/** How one file of a capture stands. */
export const CAPTURE_STATUSES = ['new', 'changed', 'same', 'refused'] as const;
export type CaptureStatus = (typeof CAPTURE_STATUSES)[number];

/** One file of a capture: what the baseline would become, and what is not taken. */
export class CapturedFileView {
  @ApiProperty({ example: 'config.yml' }) file!: string;
  @ApiProperty({ enum: CAPTURE_STATUSES, enumName: 'CaptureStatus' }) standing!: CaptureStatus;
  @ApiPropertyOptional({ description: 'why it is refused, or why there is no diff' }) reason?: string;
  @ApiPropertyOptional({
    description:
      'baseline before and after as unified text, secrets masked; left out when a request is repeated under its Idempotency-Key',
  })
  diff?: string;
  @ApiProperty({ type: [WithheldValueView] }) withheld!: WithheldValueView[];
  @ApiProperty({
    type: 'array',
    items: KEY_PATH,
    example: [['data', 'password']],
    description: 'keys that need a decision: name a variable for each',
  })
  undecided!: (string | number)[][];
  @ApiPropertyOptional({
    description: 'revision of the baseline: as it was read, or, once saved, as it is now',
  })
  revision?: string;
}

/** What a capture would make of a baseline, or has made of it. */
export class CapturedBaseline {
  @ApiProperty({ example: 'LuckPerms' }) plugin!: string;
  @ApiProperty({ example: 'DEV01' }) instance!: string;
  @ApiProperty() instanceId!: string;
  @ApiPropertyOptional({ description: 'when the instance was last looked at as a whole' }) seenAt?: string;
  @ApiProperty({ description: 'send it as If-Match to save exactly this' }) etag!: string;
  @ApiProperty({ description: 'false: a preview' }) saved!: boolean;
  @ApiProperty({ type: [CapturedFileView] }) files!: CapturedFileView[];
  @ApiProperty({
    description:
      'true: the baseline holds some files of the plugin only; what it does not hold is not judged',
  })
  partlyDescribed!: boolean;
  @ApiProperty({
    type: [String],
    example: ['messages.yml'],
    description:
      'what the instance has of the plugin besides and the baseline does not take: name a file to capture it, too',
  })
  otherFiles!: string[];
  @ApiProperty({
    description:
      'true: no_desired_state of deviations.yml names the plugin, so nothing is judged by its baseline',
  })
  noDesiredState!: boolean;
  @ApiProperty({
    enum: PLATFORMS,
    enumName: 'Platform',
    isArray: true,
    example: ['paper'],
    description:
      'where the plugin is missed when it is not installed: platforms that deviations.yml names, else those that have it',
  })
  expectedOn!: Platform[];
}
