import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import {
  DECIDERS,
  FINDING_KINDS,
  FINDING_STATES,
  FINDING_STATUSES,
  FINDING_VERDICTS,
  PER_SERVER_LOOKS,
  INSTANCE_SCAN_STATES,
  OUTLIER_STATES,
  SCAN_STATES,
  SEVERITIES,
  type Decider,
  type FindingKind,
  type FindingState,
  type FindingStatus,
  type FindingVerdict,
  type InstanceScanState,
  type OutlierState,
  type PerServerLook,
  type ScanState,
  type Severity,
} from './vocabulary.js';

/** What to scan. Everything left out means "all". */
export class RequestScan {
  @ApiPropertyOptional({ example: 'hetzner' }) @IsOptional() @IsString() @MaxLength(64) host?: string;
  @ApiPropertyOptional({ example: 'BENT01', description: 'name or UUID of an instance' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  instance?: string;
  @ApiPropertyOptional({ example: 'LuckPerms' }) @IsOptional() @IsString() @MaxLength(128) plugin?: string;
}

/** Where one instance stands within a scan. */
export class InstanceScanView {
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) instanceId!: string;
  @ApiProperty({ example: 'BENT01' }) instance!: string;
  @ApiProperty({ example: 'hetzner' }) host!: string;
  @ApiProperty({ enum: INSTANCE_SCAN_STATES, enumName: 'InstanceScanState' }) state!: InstanceScanState;
  @ApiPropertyOptional({ description: 'Why it is unreachable or failed' }) reason?: string;
  @ApiProperty({ example: 412 }) files!: number;
  @ApiProperty({
    example: 0,
    description: 'Files that could not be read, each named in the findings or the file list',
  })
  unreadable!: number;
}

/** A scan with its totals; the instances when it is read by its id. */
export class ScanView {
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) id!: string;
  @ApiProperty({ enum: SCAN_STATES, enumName: 'ScanState' }) state!: ScanState;
  @ApiProperty({ example: 'admin' }) requestedBy!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) requestedAt!: string;
  @ApiPropertyOptional({ example: '2026-11-21T07:00:00.000Z' }) startedAt?: string;
  @ApiPropertyOptional({ example: '2026-11-21T07:00:00.000Z' }) finishedAt?: string;
  @ApiProperty({ type: RequestScan }) scope!: RequestScan;
  @ApiPropertyOptional({ description: 'Why it failed or is partial' }) reason?: string;
  @ApiProperty({ example: 25, description: 'Findings open after this scan, within its scope' })
  openFindings!: number;
  @ApiProperty({ example: 1 }) outliers!: number;
  @ApiPropertyOptional({ type: [InstanceScanView] }) instances?: InstanceScanView[];
}

/** The answer to a scan request: 202, or 200 when an equal scan is already under way. */
export class ScanTicket {
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) id!: string;
  @ApiProperty({ enum: SCAN_STATES, enumName: 'ScanState' }) state!: ScanState;
  @ApiProperty({
    example: false,
    description: 'true when an equal scan was already running and this is its id',
  })
  joined!: boolean;
}

/** What a person made of a finding as it stood then. When the finding says something else, it is pending again. */
export class FindingReviewView {
  @ApiProperty({ enum: FINDING_VERDICTS, enumName: 'FindingVerdict' }) verdict!: FindingVerdict;
  @ApiPropertyOptional({ example: 'agreed with the builders' }) comment?: string;
  @ApiProperty({ example: 'mia' }) by!: string;
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
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d{2}-\d{2}/, { message: 'must be a date such as 2027-01-31' })
  until?: string;
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
    description: 'baseline: no deviation spoke; none: nobody, as for a file that cannot be read',
  })
  scope!: Decider;
  @ApiPropertyOptional({ example: 'skyblock', description: 'Of the platform, host, tag or instance' })
  name?: string;
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
  @ApiProperty({ example: ['ReSpawn', 'Enabled'], type: [String] }) path!: (string | number)[];
  @ApiProperty({ example: 'ReSpawn.Enabled' }) key!: string;
  @ApiProperty({ enum: FINDING_KINDS, enumName: 'FindingKind' }) kind!: FindingKind;
  @ApiProperty({ enum: FINDING_STATUSES, enumName: 'FindingStatus' }) status!: FindingStatus;
  @ApiProperty({ enum: SEVERITIES, enumName: 'Severity' }) severity!: Severity;
  @ApiProperty({ enum: FINDING_STATES, enumName: 'FindingState' }) state!: FindingState;
  @ApiPropertyOptional({ type: Object, example: true, description: 'What should be there' })
  expected?: unknown;
  @ApiPropertyOptional({ type: Object, example: false, description: 'What is there' }) actual?: unknown;
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
  @ApiProperty({ example: 200, description: 'Larger is more urgent; see GET /api/v1/findings/groups' })
  priority!: number;
  @ApiPropertyOptional({
    enum: PER_SERVER_LOOKS,
    enumName: 'PerServerLook',
    description: 'Why the value may be meant to differ from server to server; lowers the priority',
  })
  looksLike?: PerServerLook;
  @ApiProperty({ type: DecidedByView, description: 'Which scope decided what is expected' })
  decidedBy!: DecidedByView;
  @ApiProperty({
    example: 'the universal baseline of CMI',
    description: 'In words: which scope decided, or why it is unreadable',
  })
  reason!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) firstSeenAt!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) lastChangedAt!: string;
  @ApiPropertyOptional() resolvedAt?: string;
  @ApiPropertyOptional({
    type: FindingReviewView,
    description: 'Absent: nobody has reviewed it as it stands',
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

/** The same difference on one or several instances: same plugin, file, key, kind, expected and actual value. */
export class FindingGroupView {
  @ApiProperty({
    example: '0f9a1c2b3d4e5f60718293a4b5c6d7e8',
    description: 'The same for as long as they are alike',
  })
  id!: string;
  @ApiProperty({ example: 'CMI' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) file!: string;
  @ApiProperty({ example: ['ReSpawn', 'Enabled'], type: [String] }) path!: (string | number)[];
  @ApiProperty({ example: 'ReSpawn.Enabled' }) key!: string;
  @ApiProperty({ enum: FINDING_KINDS, enumName: 'FindingKind' }) kind!: FindingKind;
  @ApiProperty({ enum: FINDING_STATUSES, enumName: 'FindingStatus' }) status!: FindingStatus;
  @ApiProperty({ enum: SEVERITIES, enumName: 'Severity', description: 'The worst among them' })
  severity!: Severity;
  @ApiPropertyOptional({ type: Object, example: true, description: 'What should be there' })
  expected?: unknown;
  @ApiPropertyOptional({ type: Object, example: false, description: 'What is there' }) actual?: unknown;
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
  @ApiProperty({ type: DecidedByView, description: 'Of the first of them' }) decidedBy!: DecidedByView;
  @ApiProperty({
    example: 'should be there and is not, says the baseline',
    description: 'Of the first of them',
  })
  reason!: string;
  @ApiProperty({ example: 11, description: 'How many instances' }) count!: number;
  @ApiProperty({ example: ['hetzner', 'ovh'], type: [String] }) hosts!: string[];
  @ApiProperty({ type: [FindingGroupMember], description: 'By name' }) instances!: FindingGroupMember[];
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z', description: 'When the first of them was first seen' })
  since!: string;
  @ApiProperty({ example: 330, description: 'Larger is more urgent: the sum of the points of "why"' })
  priority!: number;
  @ApiProperty({ type: [PriorityReasonView] }) why!: PriorityReasonView[];
}

/** One of several values of a key, and who has it. */
export class OutlierChoiceView {
  @ApiPropertyOptional({ type: Object, example: false, description: 'Absent: no such key' }) value?: unknown;
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
  @ApiProperty({ example: ['ReSpawn', 'Enabled'], type: [String] }) path!: (string | number)[];
  @ApiProperty({ example: 'ReSpawn.Enabled' }) key!: string;
  @ApiPropertyOptional({ example: 'BENT01', description: 'The odd one; absent without a majority' })
  instance?: string;
  @ApiPropertyOptional({ example: 'hetzner', description: 'Of the odd one' }) host?: string;
  @ApiPropertyOptional({ type: Object, example: false }) value?: unknown;
  @ApiPropertyOptional({ type: Object, example: true, description: 'What the others have' })
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

/** One page of a list that is read by key, not by number. */
export class Page {
  @ApiPropertyOptional({
    example: 'WzEsMjA0OF0',
    description: 'Send it as ?after= to read on; absent on the last page',
  })
  next?: string;
  @ApiProperty({ example: 25, description: 'How many items are on this page' }) count!: number;
}

/** One page of findings. */
export class FindingPage extends Page {
  @ApiProperty({ type: [FindingView] }) findings!: FindingView[];
}

/** One page of groups of alike findings. */
export class FindingGroupPage extends Page {
  @ApiProperty({ type: [FindingGroupView] }) groups!: FindingGroupView[];
}
