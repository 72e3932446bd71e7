import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import {
  FINDING_KINDS,
  FINDING_STATES,
  FINDING_STATUSES,
  INSTANCE_SCAN_STATES,
  SCAN_STATES,
  SEVERITIES,
  type FindingKind,
  type FindingState,
  type FindingStatus,
  type InstanceScanState,
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

export class InstanceScanView {
  @ApiProperty() instanceId!: string;
  @ApiProperty() instance!: string;
  @ApiProperty() host!: string;
  @ApiProperty({ enum: INSTANCE_SCAN_STATES, enumName: 'InstanceScanState' }) state!: InstanceScanState;
  @ApiPropertyOptional({ description: 'Why it is unreachable or failed' }) reason?: string;
  @ApiProperty() files!: number;
  @ApiProperty({ description: 'Files that could not be read, each named in the findings or the file list' })
  unreadable!: number;
}

export class ScanView {
  @ApiProperty() id!: string;
  @ApiProperty({ enum: SCAN_STATES, enumName: 'ScanState' }) state!: ScanState;
  @ApiProperty({ example: 'admin' }) requestedBy!: string;
  @ApiProperty() requestedAt!: string;
  @ApiPropertyOptional() startedAt?: string;
  @ApiPropertyOptional() finishedAt?: string;
  @ApiProperty({ type: RequestScan }) scope!: RequestScan;
  @ApiPropertyOptional({ description: 'Why it failed or is partial' }) reason?: string;
  @ApiProperty({ description: 'Findings open after this scan, within its scope' }) openFindings!: number;
  @ApiProperty() outliers!: number;
  @ApiPropertyOptional({ type: [InstanceScanView] }) instances?: InstanceScanView[];
}

/** The answer to a scan request: 202, or 200 when an equal scan is already under way. */
export class ScanTicket {
  @ApiProperty() id!: string;
  @ApiProperty({ enum: SCAN_STATES, enumName: 'ScanState' }) state!: ScanState;
  @ApiProperty({ description: 'true when an equal scan was already running and this is its id' })
  joined!: boolean;
}

/** One difference on one instance. Values of secret-looking keys are masked. */
export class FindingView {
  @ApiProperty() id!: string;
  @ApiProperty({ example: 'hetzner' }) host!: string;
  @ApiProperty({ example: 'hetzner', description: 'the same as host, under the name the older clients use' })
  physical_server!: string;
  @ApiProperty({ example: 'BENT01' }) instance!: string;
  @ApiProperty() instanceId!: string;
  @ApiProperty({ example: 'CMI' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) file!: string;
  @ApiProperty({ example: ['ReSpawn', 'Enabled'], type: [String] }) path!: (string | number)[];
  @ApiProperty({ example: 'ReSpawn.Enabled' }) key!: string;
  @ApiProperty({ enum: FINDING_KINDS, enumName: 'FindingKind' }) kind!: FindingKind;
  @ApiProperty({ enum: FINDING_STATUSES, enumName: 'FindingStatus' }) status!: FindingStatus;
  @ApiProperty({ enum: SEVERITIES, enumName: 'Severity' }) severity!: Severity;
  @ApiProperty({ enum: FINDING_STATES, enumName: 'FindingState' }) state!: FindingState;
  @ApiPropertyOptional({ type: Object, description: 'What should be there' }) expected?: unknown;
  @ApiPropertyOptional({ type: Object, description: 'What is there' }) actual?: unknown;
  @ApiProperty({ description: 'In words: which scope decided, or why it is unreadable' }) reason!: string;
  @ApiProperty() firstSeenAt!: string;
  @ApiProperty() lastChangedAt!: string;
  @ApiPropertyOptional() resolvedAt?: string;
}

export class OutlierView {
  @ApiProperty({ example: 'CMI' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) file!: string;
  @ApiProperty({ type: [String] }) path!: (string | number)[];
  @ApiProperty() key!: string;
  @ApiProperty({ example: 'BENT01' }) instance!: string;
  @ApiProperty({ example: 'hetzner' }) host!: string;
  @ApiPropertyOptional({ type: Object }) value?: unknown;
  @ApiPropertyOptional({ type: Object, description: 'What the others have' }) majority?: unknown;
  @ApiProperty({ example: 19, description: 'How many instances have the majority value' }) agree!: number;
  @ApiProperty({ example: 20, description: 'How many instances were compared' }) of!: number;
}

/** One page of a list that is read by key, not by number. */
export class Page {
  @ApiPropertyOptional({ description: 'Send it as ?after= to read on; absent on the last page' })
  next?: string;
  @ApiProperty({ description: 'How many items are on this page' }) count!: number;
}

export class FindingPage extends Page {
  @ApiProperty({ type: [FindingView] }) findings!: FindingView[];
}
