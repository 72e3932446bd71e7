import type { RestorePoint } from './backup.js';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Max,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { PLAN_OUTCOMES, PLAN_STATES, type PlanOutcome, type PlanState } from './deployment-states.js';
import { ACTOR_WORDS } from './actor.js';
import { SHA256 } from './agent.js';
import { IsExactValue } from './exact-value.js';
import { PlanContentView } from './plan-content.js';
import { JSON_VALUE, KEY_PATH } from './json-value.js';

/** One hand-written change of one key. */
export class KeyChangeRequest {
  @ApiProperty({ enum: ['set', 'unset', 'insert'] }) @IsIn(['set', 'unset', 'insert']) op!:
    'set' | 'unset' | 'insert';
  @ApiProperty({
    example: ['ReSpawn', 'Enabled'],
    ...KEY_PATH,
    description: 'key path as a list, never joined by dots',
  })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(64)
  path!: (string | number)[];
  @ApiPropertyOptional({
    ...JSON_VALUE,
    description:
      'new value; left out for unset. Whole numbers beyond 2^53 are refused: they are rounded on the way',
  })
  @IsOptional()
  @IsExactValue()
  value?: unknown;
}

/** One hand-written change of one file on some instances. */
export class FileChangeRequest {
  @ApiProperty({ type: [String], description: 'names or UUIDs of instances' })
  @IsString({ each: true })
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  instances!: string[];
  @ApiProperty({ example: 'CMI' }) @IsString() @MaxLength(128) plugin!: string;
  @ApiProperty({ example: 'config.yml', description: "relative to the plugin's folder" })
  @IsString()
  @MaxLength(512)
  file!: string;
  @ApiPropertyOptional({ type: [KeyChangeRequest] })
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => KeyChangeRequest)
  edits?: KeyChangeRequest[];
  @ApiPropertyOptional({ description: 'the whole new content, instead of edits' })
  @IsOptional()
  @IsString()
  @MaxLength(5_000_000)
  content?: string;
  @ApiPropertyOptional({ description: 'true deletes the file; never follows from leaving something out' })
  @IsOptional()
  @IsBoolean()
  remove?: boolean;
}

/**
 * Instances that shall be as baselines and deviations say: files that are missing are made for the instance, other values are
 * set, and nothing is taken away.
 */
export class InstanceChangeRequest {
  @ApiProperty({ type: [String], example: ['BENT01'], description: 'names or UUIDs of instances' })
  @IsString({ each: true })
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  instances!: string[];
  @ApiPropertyOptional({
    type: [String],
    example: ['LuckPerms'],
    description: 'only these plugins, _server for the files of the server; left out: all that belong there',
  })
  @IsOptional()
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  plugins?: string[];
}

/** What a plan is to be made from. At least one of findings, deletions, changes, desired and backup must say something. */
export class ChangeRequest {
  @ApiProperty({ example: 'Respawn like everywhere else' })
  @IsString()
  @MinLength(3)
  @MaxLength(200)
  title!: string;
  @ApiPropertyOptional({ type: [String], description: 'findings to put right, by id' })
  @IsOptional()
  @IsUUID(undefined, { each: true })
  @ArrayMaxSize(10_000)
  findings?: string[];
  @ApiPropertyOptional({
    type: [String],
    description:
      'findings of extra files that shall be deleted, by id. Never a part of making things the same: needs expectDeletions',
  })
  @IsOptional()
  @IsUUID(undefined, { each: true })
  @ArrayMaxSize(1_000)
  deletions?: string[];
  @ApiPropertyOptional({
    example: 1,
    description:
      'how many files you expect to be deleted; another number than deletions has is refused with 409',
  })
  @IsOptional()
  @IsInt()
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(1)
  expectDeletions?: number;
  @ApiPropertyOptional({ type: [FileChangeRequest] })
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => FileChangeRequest)
  @ArrayMaxSize(2_000)
  changes?: FileChangeRequest[];
  @ApiPropertyOptional({
    type: [InstanceChangeRequest],
    description: 'bring these instances to their desired state',
  })
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => InstanceChangeRequest)
  @ArrayMaxSize(500)
  desired?: InstanceChangeRequest[];
  @ApiPropertyOptional({
    default: false,
    description:
      'with findings or desired: lay down the files of plugins that are not installed yet, so that they are there before the first boot; the JAR itself comes from the updater',
  })
  @IsOptional()
  @IsBoolean()
  prepareMissingPlugins?: boolean;
  @ApiPropertyOptional({
    default: false,
    description:
      'write whole texts that no server could load as they are; without it they are refused with line and column. Each is a risk of the plan',
  })
  @IsOptional()
  @IsBoolean()
  asIs?: boolean;
  @ApiPropertyOptional({ description: 'restore this backup' }) @IsOptional() @IsUUID() backup?: string;
  @ApiPropertyOptional({ type: [String], description: 'with backup: only these files' })
  @IsOptional()
  @IsString({ each: true })
  files?: string[];
}

/** A request as it rests until its plan is made: what a caller sends, or a state that is composed of backups first. */
export type StoredChangeRequest = ChangeRequest & { readonly restorePoint?: RestorePoint };

/** Who decided about a plan, when, and on which hash of it. */
export class ApprovalView {
  @ApiProperty({ example: 'ada', description: ACTOR_WORDS }) by!: string;
  @ApiProperty({ enum: ['approve', 'reject'] }) verdict!: 'approve' | 'reject';
  @ApiPropertyOptional() comment?: string;
  @ApiProperty() at!: string;
  @ApiPropertyOptional({
    description:
      'true for an approval that counts no more, for good: the person who gave it was demoted or removed since, or got another password from an admin',
  })
  lapsed?: true;
}

/** Whether the caller may do something, and if not, why. */
export class PlanRight {
  @ApiProperty() allowed!: boolean;
  @ApiPropertyOptional({
    example: 'You made this plan, as mia (token laptop), so another person has to approve it.',
    description: 'In words for the caller; absent when it is allowed',
  })
  whyNot?: string;
}

/** What the caller may do about a plan now. What moved on the servers since is checked only when it is done. */
export class PlanRights {
  @ApiProperty({ type: PlanRight }) approve!: PlanRight;
  @ApiProperty({ type: PlanRight }) reject!: PlanRight;
  @ApiProperty({ type: PlanRight }) start!: PlanRight;
}

/** A plan as people see it. `plan` is the value that the hash covers. */
export class PlanView {
  @ApiProperty() id!: string;
  @ApiProperty({ example: 'Respawn like everywhere else' }) title!: string;
  @ApiProperty({ enum: PLAN_STATES, enumName: 'PlanState' }) state!: PlanState;
  @ApiPropertyOptional({ description: 'sha256 over everything that will happen; an approval is bound to it' })
  hash?: string;
  @ApiProperty({ example: 'mia (token laptop)', description: ACTOR_WORDS }) createdBy!: string;
  @ApiProperty() createdAt!: string;
  @ApiProperty() expiresAt!: string;
  @ApiProperty({ example: 1, description: 'approvals needed' }) needs!: number;
  @ApiProperty({ example: 0, description: 'approvals that count, of those needed' }) given!: number;
  @ApiProperty({ description: 'whether its author may be one of those who approve' }) selfApproval!: boolean;
  @ApiProperty({ type: [ApprovalView] }) approvals!: ApprovalView[];
  @ApiPropertyOptional({
    example: 'nothing differs any more',
    description: 'why it is stale, empty or failed, or open again after it was approved',
  })
  reason?: string;
  @ApiProperty({ example: 3, description: 'instances that would change' }) instances!: number;
  @ApiProperty({ example: 3, description: 'files that would change' }) files!: number;
  @ApiProperty({ example: 3, description: 'instances that would be restarted' }) restarts!: number;
  @ApiPropertyOptional({
    type: PlanContentView,
    description:
      'waves, files, keys before and after, risks, refusals; absent while it is made, and in lists',
  })
  plan?: PlanContentView;
  @ApiPropertyOptional({
    type: PlanRights,
    description: 'what you may do about it now; absent in lists, and where it was only asked for',
  })
  youMay?: PlanRights;
  @ApiPropertyOptional({ description: 'the deployment that ran it' }) deploymentId?: string;
  @ApiPropertyOptional({
    enum: PLAN_OUTCOMES,
    enumName: 'PlanOutcome',
    description: 'what became of its deployment; absent while it was not run or is under way',
  })
  outcome?: PlanOutcome;
}

/** A decision about a plan, bound to the hash that was read. */
export class DecidePlan {
  @ApiProperty({ description: 'the hash of the plan that was read; another one is refused with 409' })
  @Matches(SHA256)
  hash!: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(2_000) comment?: string;
}

/** The route of the briefs: put the open drift of some instances right. Makes a plan; nothing is written before approval. */
export class DeployRequest {
  @ApiProperty({ type: [String], example: ['BENT01'] })
  @IsString({ each: true })
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  instances!: string[];
  @ApiPropertyOptional({
    example: 'Respawn like everywhere else',
    description: 'else it names the instances',
  })
  @IsOptional()
  @IsString()
  @MinLength(3)
  @MaxLength(200)
  title?: string;
  @ApiPropertyOptional({ type: [String], example: ['CMI'] })
  @IsOptional()
  @IsString({ each: true })
  plugins?: string[];
  @ApiPropertyOptional({
    default: false,
    description: 'lay down the files of plugins that are missing, before their first boot',
  })
  @IsOptional()
  @IsBoolean()
  prepareMissingPlugins?: boolean;
}
