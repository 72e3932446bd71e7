import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { ACTOR_WORDS } from './actor.js';
import { INSTANCE_SCAN_STATES, SCAN_STATES, type InstanceScanState, type ScanState } from './vocabulary.js';

/** What to scan. Everything left out means "all". */
export class ScanRequest {
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
    description: 'Files that could not be read from the disk, each named in the file list with the reason',
  })
  unreadable!: number;
  @ApiProperty({
    example: 0,
    description: 'Files that were read and do not parse, each named in the file list with line and column',
  })
  notUnderstood!: number;
  @ApiProperty({
    example: 0,
    description:
      'Files that were being written when they were looked at; they are looked at again by themselves',
  })
  unsettled!: number;
}

/** A scan with its totals; the instances when it is read by its id. */
export class ScanView {
  @ApiProperty({ example: 'a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44' }) id!: string;
  @ApiProperty({ enum: SCAN_STATES, enumName: 'ScanState' }) state!: ScanState;
  @ApiProperty({ example: 'admin', description: ACTOR_WORDS }) requestedBy!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) requestedAt!: string;
  @ApiPropertyOptional({ example: '2026-11-21T07:00:00.000Z' }) startedAt?: string;
  @ApiPropertyOptional({ example: '2026-11-21T07:00:00.000Z' }) finishedAt?: string;
  @ApiProperty({ type: ScanRequest }) scope!: ScanRequest;
  @ApiPropertyOptional({ description: 'Why it failed or is partial' }) reason?: string;
  @ApiProperty({
    example: 25,
    description: 'Drift and documented deviations after this scan, within its scope',
  })
  openFindings!: number;
  @ApiPropertyOptional({
    example: 1,
    description:
      'Odd values among the instances that this scan saw; of no other. Left out: it did not look for any, as it is under way, failed or saw no instance',
  })
  outliers?: number;
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
