import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { FILE_STATES, PLATFORMS, type FileState, type Platform } from './vocabulary.js';

/** A sha256 as 64 lower-case hex digits. */
export const SHA256 = /^[0-9a-f]{64}$/;

/** Who may do what with a file, beside its content. Numbers of its host. */
export class FileLikeness {
  @ApiProperty({ example: 416, description: 'permission bits' }) @IsInt() @Min(0) @Max(0o7777) mode!: number;
  @ApiProperty({ example: 1000, description: 'user that owns it' })
  @IsInt()
  @Max(0xffff_ffff)
  @Min(0)
  uid!: number;
  @ApiProperty({ example: 1000, description: 'group that owns it' })
  @IsInt()
  @Max(0xffff_ffff)
  @Min(0)
  gid!: number;
}

/** One file as the agent saw it. `path` is relative to the server folder (`plugins/LuckPerms/config.yml`). */
export class ManifestFile {
  @ApiProperty({ example: 'plugins/LuckPerms/config.yml' }) @IsString() @MaxLength(1024) path!: string;
  @ApiProperty({ example: 2048, description: 'bytes' })
  @IsInt()
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  size!: number;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) @IsISO8601() modifiedAt!: string;
  @ApiProperty({ enum: FILE_STATES, enumName: 'FileState' }) @IsIn(FILE_STATES) state!: FileState;
  @ApiPropertyOptional({ description: 'Present when the file could be read' })
  @IsOptional()
  @Matches(SHA256)
  sha256?: string;
  @ApiPropertyOptional({ type: FileLikeness, description: 'Left out where the access cannot tell' })
  @IsOptional()
  @ValidateNested()
  @Type(() => FileLikeness)
  like?: FileLikeness;
  @ApiPropertyOptional({ description: 'Why it could not be read' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

/** A JAR found in `plugins/`. Its content is not sent. */
export class ManifestJar {
  @ApiProperty({ example: 'plugins/LuckPerms-Bukkit-5.4.137.jar' })
  @IsString()
  @MaxLength(1024)
  path!: string;
  @ApiProperty({ example: 1500000 }) @IsInt() @Max(Number.MAX_SAFE_INTEGER) @Min(0) size!: number;
  @ApiProperty() @IsISO8601() modifiedAt!: string;
}

/** An instance with more configuration files than this is none: what says so is refused. */
export const MOST_FILES_OF_AN_INSTANCE = 50_000;
/** The most that an agent says at once in JSON (a manifest, a report of an inspection), bytes: 320 for each of so many files. */
export const AGENT_BODY_BYTES = MOST_FILES_OF_AN_INSTANCE * 320;

/** First half of an agent's answer: what is there. The hub replies with the hashes it does not have yet. */
export class InstanceManifest {
  @ApiProperty() @IsUUID() scanId!: string;
  @ApiProperty() @IsUUID() instanceId!: string;
  @ApiProperty({ example: 'ovh' }) @IsString() @MaxLength(64) host!: string;
  @ApiProperty() @IsISO8601() takenAt!: string;
  @ApiProperty({ type: [ManifestFile] })
  @IsArray()
  @ArrayMaxSize(MOST_FILES_OF_AN_INSTANCE)
  @ValidateNested({ each: true })
  @Type(() => ManifestFile)
  files!: ManifestFile[];
  @ApiProperty({ type: [ManifestJar] })
  @IsArray()
  @ArrayMaxSize(5_000)
  @ValidateNested({ each: true })
  @Type(() => ManifestJar)
  jars!: ManifestJar[];
  @ApiProperty({ type: [String], description: 'Names of the folders directly below plugins/' })
  @IsString({ each: true })
  pluginFolders!: string[];
  @ApiPropertyOptional({ description: 'Set when the instance folder could not be read at all' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  error?: string;
}

/** The hub's reply to a manifest. */
export class ManifestReceipt {
  @ApiProperty({ type: [String], description: 'sha256 of the contents the hub wants in one pack' })
  missing!: string[];
}

/**
 * Where the second half belongs: `POST /api/results?scanId=…&instanceId=…` with PACK_CONTENT_TYPE. The instance counts as
 * answered when its manifest asked for nothing, or when nothing is missing after a pack.
 */
export class PackAddress {
  @ApiProperty() @IsUUID() scanId!: string;
  @ApiProperty() @IsUUID() instanceId!: string;
}

/** The hub's reply to a pack. When something is still missing (a file changed meanwhile) the agent starts over with a manifest. */
export class PackReceipt {
  @ApiProperty({ description: 'Contents stored' }) stored!: number;
  @ApiProperty({ type: [String], description: 'sha256 of contents that the pack did not bring' })
  missing!: string[];
}

/** Content type of the second half: gzip of repeated `<64 hex sha256><8 hex length><bytes>`. */
export const PACK_CONTENT_TYPE = 'application/vnd.archivesmp.pack+gzip';

/** Key of an accepted manifest (JSON) in the bucket `configs`. Written before its instance counts as answered. */
export const manifestKey = (scanId: string, instanceId: string): string =>
  `manifests/${scanId}/${instanceId}.json`;
/** Prefix of all manifests of one scan. */
export const manifestPrefix = (scanId: string): string => `manifests/${scanId}/`;
/** Key of a config file's content in the bucket `configs`; the sha256 is the content's own. */
export const snapshotKey = (sha256: string): string => `snapshots/${sha256.slice(0, 2)}/${sha256}`;

/** One instance as found on a host's disk. */
export class FoundInstance {
  @ApiProperty() @IsUUID() instanceId!: string;
  @ApiProperty({ example: 'BENT01' }) @IsString() @MaxLength(128) folder!: string;
  @ApiProperty({ example: 'BENT01' }) @IsString() @MaxLength(128) name!: string;
  @ApiProperty({ example: 'BentoBox' }) @IsString() @MaxLength(255) friendlyName!: string;
  @ApiProperty({ enum: PLATFORMS, enumName: 'Platform' }) @IsIn(PLATFORMS) platform!: Platform;
  @ApiProperty({ description: 'false when the id was derived from host and folder because AMP names none' })
  @IsBoolean()
  identified!: boolean;
}

/** A person on the host marked by force, while the hub was unavailable, that an instance needs a restart. */
export class RestartMark {
  @ApiProperty() @IsUUID() instanceId!: string;
  @ApiProperty() @IsString() @MaxLength(500) reason!: string;
  @ApiProperty() @IsISO8601() since!: string;
}

/** A host with more instances than this is none: what says so is refused. */
export const MOST_INSTANCES_OF_A_HOST = 1_000;

/**
 * What an agent says of itself and its instances, every few seconds: `POST /api/agent/heartbeat` with its own token. It is believed for
 * the host of that token only.
 */
export class AgentHeartbeat {
  @ApiProperty({ example: 'ovh' }) @IsString() @MaxLength(64) host!: string;
  @ApiProperty({ example: '0.1.0' }) @IsString() @MaxLength(64) version!: string;
  @ApiProperty({ description: 'By the clock of the host' }) @IsISO8601() at!: string;
  @ApiProperty() @IsISO8601() startedAt!: string;
  @ApiProperty({ example: 4711 }) @IsInt() @Min(0) @Max(2 ** 31) pid!: number;
  @ApiProperty({ description: 'Whether the hub answered the probe before this heartbeat' })
  @IsBoolean()
  hubReachable!: boolean;
  @ApiPropertyOptional({
    description:
      'Whole seconds that the clock of the host is ahead of the hub’s; left out until the hub has answered once',
  })
  @IsOptional()
  @IsInt()
  @Min(-1e9)
  @Max(1e9)
  clockSkewSeconds?: number;
  /** Checked one by one by the receiver, so that an invalid one does not suppress the others. */
  @ApiProperty({ type: [FoundInstance], maxItems: MOST_INSTANCES_OF_A_HOST })
  @IsArray()
  @ArrayMaxSize(MOST_INSTANCES_OF_A_HOST)
  instances!: FoundInstance[];
  @ApiPropertyOptional({ description: 'Why its instances, or some of them, could not be found' })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  discoveryError?: string;
  @ApiPropertyOptional({
    type: [RestartMark],
    description: 'Instances that a person on the host marked by force as needing a restart',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_INSTANCES_OF_A_HOST)
  @ValidateNested({ each: true })
  @Type(() => RestartMark)
  restartNeeded?: RestartMark[];
}

/** The hub's reply to a heartbeat. */
export class HeartbeatReceipt {
  @ApiProperty({
    description: 'Instances of it that were not taken, because what is said of them is no instance',
  })
  refused!: number;
}

/** How one host's agent stands. `silent`: known by name, but nothing it said is left. */
export interface HostLiveness {
  readonly host: string;
  readonly state: 'alive' | 'stale' | 'silent';
  readonly ageSeconds?: number;
  /** When the hub took the heartbeat, by its clock. */
  readonly receivedAt?: Date;
  readonly heartbeat?: AgentHeartbeat;
}

/** Where an agent says that it lives. */
export const HEARTBEAT_ROUTE = '/api/agent/heartbeat';
/** The agent says so this often. */
export const HEARTBEAT_EVERY_SECONDS = 10;
