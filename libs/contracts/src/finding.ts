import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { ACTOR_WORDS } from './actor.js';
import { IsMoment } from './is-moment.js';
import {
  CAUSES,
  DECIDERS,
  FINDING_KINDS,
  FINDING_STATES,
  FINDING_STATUSES,
  FINDING_VERDICTS,
  PER_SERVER_KINDS,
  SEVERITIES,
  type CauseKind,
  type Decider,
  type FindingKind,
  type FindingState,
  type FindingStatus,
  type FindingVerdict,
  type PerServerKind,
  type Severity,
} from './vocabulary.js';
import { Page } from './page.js';
import { JSON_VALUE, KEY_PATH } from './json-value.js';

/** What a person made of a finding as it stood then. When the finding says something else, it is pending again. */
export class FindingReviewView {
  @ApiProperty({ enum: FINDING_VERDICTS, enumName: 'FindingVerdict' }) verdict!: FindingVerdict;
  @ApiPropertyOptional({ example: 'agreed with the builders' }) comment?: string;
  @ApiProperty({ example: 'mia', description: ACTOR_WORDS }) by!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) at!: string;
}

/** PUT /api/v1/findings/{id}/review */
export class ReviewFinding {
  @ApiProperty({ enum: FINDING_VERDICTS, enumName: 'FindingVerdict' })
  @IsIn(FINDING_VERDICTS, { message: `must be one of ${FINDING_VERDICTS.join(', ')}` })
  verdict!: FindingVerdict;
  @ApiPropertyOptional({ example: 'agreed with the builders', description: 'Never write a secret here' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  comment?: string;
}

/** POST /api/v1/findings/{id}/keep */
export class KeepFinding {
  @ApiProperty({ example: 'respawning is off for the event' })
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason!: string;
  @ApiPropertyOptional({ example: 'Ada', description: 'Who answers for it; the caller unless given' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  owner?: string;
  @ApiPropertyOptional({ example: '2027-01-31', description: 'From this day on it counts no more' })
  @IsOptional()
  @IsMoment()
  until?: string;
  @ApiPropertyOptional({
    default: false,
    description: 'Keep the whole file of the key: its content is its own from now on, and is not compared',
  })
  @IsOptional()
  @IsBoolean()
  wholeFile?: boolean;
}

/** DELETE /api/v1/findings/{id}/keep */
export class UndoKeep {
  @ApiPropertyOptional({ example: 'the event is over', description: 'Never write a secret here' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason?: string;
}

/** POST /api/v1/findings/{id}/ignore */
export class IgnoreFinding {
  @ApiProperty({ example: 'players make their own warps' })
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason!: string;
  @ApiPropertyOptional({ default: false, description: 'On every instance, not on this one only' })
  @IsOptional()
  @IsBoolean()
  everywhere?: boolean;
}

/** What was written down, and the scan that will see it. */
export class KeptFinding {
  @ApiProperty({ example: 'instance:BENT01' }) for!: string;
  @ApiProperty({ description: 'ETag (without quotes) of the new deviations.yml' }) revision!: string;
  @ApiProperty({ description: 'The scan that was asked for' }) scanId!: string;
}

/** Which scope decided what a finding expects: the narrowest that spoke. */
export class DecidedByView {
  @ApiProperty({
    enum: DECIDERS,
    enumName: 'Decider',
    description: 'baseline: no deviation applies; none: no source, as for a file that cannot be read',
  })
  scope!: Decider;
  @ApiPropertyOptional({ example: 'skyblock', description: 'Of the platform, host, tag or instance' })
  name?: string;
}

/** Why a finding came up when it last did, with what proves it. */
export class CauseView {
  @ApiProperty({
    enum: CAUSES,
    enumName: 'CauseKind',
    description:
      'our_change: a deployment of ours wrote it; at_start: the server or a plugin, at a start that is known; ' +
      'start_between: the server was started between two readings, so it may have been the server, a plugin or a person; changed_between: by hand, ' +
      'by a command or by a running plugin between two readings; desired_changed: the file is as it was, the baseline or a deviation is not; ' +
      'update: the JAR of the plugin changed; first_look: it was not read before; unknown: nothing proves a cause',
  })
  kind!: CauseKind;
  @ApiPropertyOptional({ description: 'With our_change' }) deploymentId?: string;
  @ApiPropertyOptional({ description: 'With our_change: it put back what was there before a change' })
  isRollback?: boolean;
  @ApiPropertyOptional({
    example: '2026-11-21T07:00:00.000Z',
    description: 'With at_start: when it began at the earliest; else when the look before was',
  })
  from?: string;
  @ApiPropertyOptional({ example: '2026-11-21T08:00:00.000Z' }) to?: string;
  @ApiPropertyOptional({
    example: 17,
    description: 'With desired_changed: the change of a baseline, if it is on record',
  })
  version?: number;
}

/** A change under way that is about the file of a finding. */
export class RollingOutView {
  @ApiProperty() deploymentId!: string;
  @ApiProperty({ example: 7, description: 'Instances that are done' }) done!: number;
  @ApiProperty({ example: 23, description: 'Instances of the deployment' }) of!: number;
}

/** A deployment that wrote the file of a finding after the scan that judged it. */
export class WrittenSinceView {
  @ApiProperty() deploymentId!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z', description: 'When the file was written' }) at!: string;
}

/** One difference on one instance. Values of secret-looking keys are masked. */
export class FindingView {
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) id!: string;
  @ApiProperty({ example: 'hetzner' }) host!: string;
  @ApiProperty({ example: 'hetzner', description: 'the same as host, under the name the older clients use' })
  physical_server!: string;
  @ApiProperty({ example: 'BENT01' }) instance!: string;
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) instanceId!: string;
  @ApiProperty({ example: 'CMI' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) file!: string;
  @ApiProperty({ ...KEY_PATH, example: ['ReSpawn', 'Enabled'] }) path!: (string | number)[];
  @ApiProperty({ example: 'ReSpawn.Enabled' }) key!: string;
  @ApiProperty({ enum: FINDING_KINDS, enumName: 'FindingKind' }) kind!: FindingKind;
  @ApiProperty({ enum: FINDING_STATUSES, enumName: 'FindingStatus' }) status!: FindingStatus;
  @ApiProperty({ enum: SEVERITIES, enumName: 'Severity' }) severity!: Severity;
  @ApiProperty({ enum: FINDING_STATES, enumName: 'FindingState' }) state!: FindingState;
  @ApiPropertyOptional({ ...JSON_VALUE, example: true, description: 'What should be there' })
  expected?: unknown;
  @ApiPropertyOptional({ ...JSON_VALUE, example: false, description: 'What is there' }) actual?: unknown;
  @ApiPropertyOptional({
    example: '1.10',
    description: 'How it is written, where that is not its usual spelling',
  })
  expectedText?: string;
  @ApiPropertyOptional({
    example: 'yes',
    description: 'How it is written, where that is not its usual spelling',
  })
  actualText?: string;
  @ApiPropertyOptional({
    ...JSON_VALUE,
    example: 10,
    description: 'Of a documented deviation: what the baseline says; left out where it has no such key',
  })
  baseline?: unknown;
  @ApiProperty({ example: 200, description: 'Larger is more urgent; see GET /api/v1/findings/groups' })
  priority!: number;
  @ApiPropertyOptional({
    enum: PER_SERVER_KINDS,
    enumName: 'PerServerKind',
    description: 'Why the value may be meant to differ from server to server; lowers the priority',
  })
  looksLike?: PerServerKind;
  @ApiProperty({ type: DecidedByView, description: 'Which scope decided what is expected' })
  decidedBy!: DecidedByView;
  @ApiProperty({
    example: 'the universal baseline of CMI',
    description: 'In words: which scope decided, or why it is unreadable',
  })
  reason!: string;
  @ApiProperty({ type: CauseView, description: 'Why it came up, where that can be known' }) cause!: CauseView;
  @ApiPropertyOptional({ type: RollingOutView, description: 'Set while a change of its file is under way' })
  rollingOut?: RollingOutView;
  @ApiPropertyOptional({
    type: WrittenSinceView,
    description:
      'Set when a deployment wrote its file after the scan that judged it: until the next scan it is unknown whether it is still so',
  })
  writtenSince?: WrittenSinceView;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) firstSeenAt!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) lastChangedAt!: string;
  @ApiPropertyOptional() resolvedAt?: string;
  @ApiPropertyOptional({
    type: FindingReviewView,
    description: 'Absent: not reviewed in its present form',
  })
  review?: FindingReviewView;
}

/** One instance that has the finding of a group. */
export class FindingGroupMember {
  @ApiProperty({ example: 'BENT01' }) instance!: string;
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) instanceId!: string;
  @ApiProperty({ example: 'hetzner' }) host!: string;
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44', description: 'Id of its finding' })
  findingId!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) firstSeenAt!: string;
}

/** One rule that raised or lowered a priority. */
export class PriorityReasonView {
  @ApiProperty({ example: -60 }) points!: number;
  @ApiProperty({ example: 'may be meant to differ on every server: the value is a port' }) reason!: string;
}

/** The same difference on one or several instances: same plugin, file, key, kind, values, severity, decider and reason. */
export class FindingGroupView {
  @ApiProperty({
    pattern: '^[0-9a-f]{32}$',
    example: '0f9a1c2b3d4e5f60718293a4b5c6d7e8',
    description: 'The same for as long as they are alike',
  })
  id!: string;
  @ApiProperty({ example: 'CMI' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) file!: string;
  @ApiProperty({ ...KEY_PATH, example: ['ReSpawn', 'Enabled'] }) path!: (string | number)[];
  @ApiProperty({ example: 'ReSpawn.Enabled' }) key!: string;
  @ApiProperty({ enum: FINDING_KINDS, enumName: 'FindingKind' }) kind!: FindingKind;
  @ApiProperty({ enum: FINDING_STATUSES, enumName: 'FindingStatus' }) status!: FindingStatus;
  @ApiProperty({ enum: SEVERITIES, enumName: 'Severity', description: 'Of all of them' })
  severity!: Severity;
  @ApiPropertyOptional({ ...JSON_VALUE, example: true, description: 'What should be there' })
  expected?: unknown;
  @ApiPropertyOptional({ ...JSON_VALUE, example: false, description: 'What is there' }) actual?: unknown;
  @ApiPropertyOptional({
    example: '1.10',
    description: 'How it is written, where that is not its usual spelling',
  })
  expectedText?: string;
  @ApiPropertyOptional({
    example: 'yes',
    description: 'How it is written, where that is not its usual spelling',
  })
  actualText?: string;
  @ApiPropertyOptional({
    ...JSON_VALUE,
    example: 10,
    description: 'Of a documented deviation: what the baseline says; left out where it has no such key',
  })
  baseline?: unknown;
  @ApiProperty({ type: DecidedByView, description: 'Of all of them' }) decidedBy!: DecidedByView;
  @ApiProperty({
    example: 'should be there and is not, says the baseline',
    description: 'Of all of them',
  })
  reason!: string;
  @ApiProperty({ example: 11, description: 'How many instances' }) count!: number;
  @ApiProperty({ example: ['hetzner', 'ovh'], type: [String] }) hosts!: string[];
  @ApiProperty({ type: [FindingGroupMember], description: 'By name' }) instances!: FindingGroupMember[];
  @ApiPropertyOptional({
    type: CauseView,
    description:
      'Why they came up, when all have the same known kind of cause: "from" is the earliest and "to" the latest of theirs, a ' +
      'deployment or a version is named when it is that of all',
  })
  cause?: CauseView;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z', description: 'When the first of them was first seen' })
  since!: string;
  @ApiProperty({ example: 330, description: 'Larger is more urgent: the sum of the points of "why"' })
  priority!: number;
  @ApiProperty({ type: [PriorityReasonView] }) why!: PriorityReasonView[];
}

/** One page of findings. */
export class FindingPage extends Page {
  @ApiProperty({ type: [FindingView] }) findings!: FindingView[];
}

/** One page of groups of alike findings. */
export class FindingGroupPage extends Page {
  @ApiProperty({ type: [FindingGroupView] }) groups!: FindingGroupView[];
}
