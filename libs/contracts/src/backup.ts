import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  Equals,
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
  MinLength,
  ValidateNested,
} from 'class-validator';
import { ACTOR_WORDS, MAX_ACTOR_NAME } from './actor.js';
import { IsMoment } from './is-moment.js';
import { SHA256 } from './agent.js';
import { FILE_STATES, type FileState } from './vocabulary.js';

/** Why a backup was taken. */
export const BACKUP_CAUSES = ['before-change', 'before-restore', 'schedule', 'by-hand'] as const;
export type BackupCause = (typeof BACKUP_CAUSES)[number];

/** Where a file of a backup that was put together comes from. */
export class BackupFileOrigin {
  @ApiProperty({ description: 'id of the backup' }) @IsUUID() backup!: string;
  @ApiProperty({ description: 'when that one was taken' }) @IsISO8601() takenAt!: string;
  @ApiProperty({
    enum: ['held', 'written'],
    description: 'held: as it was then; written: what the change wrote for which that backup was taken',
  })
  @IsIn(['held', 'written'])
  how!: 'held' | 'written';
}

/** One file of a backup; null = it did not exist then, and restoring removes it. */
export class BackupFile {
  @ApiProperty({ example: 'plugins/CMI/config.yml', description: 'relative to the server folder' })
  @IsString()
  @MaxLength(1024)
  path!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'sha256 of the content; null = there was no such file',
  })
  @IsOptional()
  @Matches(SHA256)
  sha256!: string | null;
  @ApiProperty({ description: 'bytes' }) @IsInt() @Max(Number.MAX_SAFE_INTEGER) @Min(0) size!: number;
  @ApiPropertyOptional({ description: 'permission bits, where the host has them' })
  @IsOptional()
  @IsInt()
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  mode?: number;
  @ApiPropertyOptional({ description: 'user that owns it, as a number of its host' })
  @IsOptional()
  @IsInt()
  @Max(0xffff_ffff)
  @Min(0)
  uid?: number;
  @ApiPropertyOptional({ description: 'group that owns it' })
  @IsOptional()
  @IsInt()
  @Max(0xffff_ffff)
  @Min(0)
  gid?: number;
  @ApiPropertyOptional({
    type: BackupFileOrigin,
    description: 'in a backup that was put together from others',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => BackupFileOrigin)
  from?: BackupFileOrigin;
}

/** A file that was there when a backup was taken and whose bytes it could not hold. */
export class BackupLeftOut {
  @ApiProperty({ example: 'plugins/CMI/locked.yml', description: 'relative to the server folder' })
  @IsString()
  @MaxLength(1024)
  path!: string;
  @ApiProperty({ enum: FILE_STATES, enumName: 'FileState' }) @IsIn(FILE_STATES) state!: FileState;
  @ApiPropertyOptional({ description: 'why its bytes were not known' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  reason?: string;
}

/**
 * What lies in the bucket beside the contents, written last: `{host}/{instance}/{plugin}/{timestamp}/manifest.json`. It says
 * everything, so that the index in the database can be made from the bucket alone.
 */
export class BackupManifest {
  @Equals(1) version!: 1;
  @IsUUID() id!: string;
  @IsString() @MaxLength(64) host!: string;
  @IsUUID() instanceId!: string;
  @IsString() @MaxLength(128) instance!: string;
  @IsString() @MaxLength(128) plugin!: string;
  @IsISO8601() takenAt!: string;
  @IsIn(BACKUP_CAUSES) cause!: BackupCause;
  @IsString() @MaxLength(MAX_ACTOR_NAME) takenBy!: string;
  @IsOptional() @IsString() @MaxLength(1000) reason?: string;
  @IsOptional() @IsUUID() deploymentId?: string;
  @IsOptional() @Matches(SHA256) planHash?: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => BackupFile) files!: BackupFile[];
  /** What was there and is not in it; left out when it holds all. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => BackupLeftOut)
  leftOut?: BackupLeftOut[];
}

/** Key of a manifest in the bucket `backups`. Slashes in names would make other folders and are refused. */
export function backupManifestKey(
  backup: Pick<BackupManifest, 'host' | 'instance' | 'plugin' | 'takenAt' | 'id'>,
): string {
  const { host, instance, plugin, takenAt, id } = backup;
  const time = new Date(takenAt).toISOString().replaceAll(/[-:.]/g, '');
  return `${[host, instance, plugin].map(encodeURIComponent).join('/')}/${time}-${id.slice(0, 8)}/manifest.json`;
}

/** Key of a content in the bucket `backups`: one object per content, whatever backups hold it. */
export const backupContentKey = (sha256: string): string => `objects/${sha256.slice(0, 2)}/${sha256}`;

/** A backup as people see it. */
export class BackupView {
  @ApiProperty() id!: string;
  @ApiProperty() host!: string;
  @ApiProperty() instanceId!: string;
  @ApiProperty() instance!: string;
  @ApiProperty() plugin!: string;
  @ApiProperty() takenAt!: string;
  @ApiProperty({ enum: BACKUP_CAUSES, enumName: 'BackupCause' }) cause!: BackupCause;
  @ApiProperty({ example: 'mia', description: ACTOR_WORDS }) takenBy!: string;
  @ApiPropertyOptional() reason?: string;
  @ApiPropertyOptional() deploymentId?: string;
  @ApiProperty({ description: 'how many files' }) files!: number;
  @ApiProperty({ description: 'bytes' }) bytes!: number;
  @ApiPropertyOptional({ description: 'when every byte was last read back' }) verifiedAt?: string;
  @ApiPropertyOptional({ description: 'what was wrong then' }) damage?: string;
  @ApiPropertyOptional({
    description:
      'true when takenAt is a time to come: the clock of the program that took it was wrong, so the real time is unknown; listed last',
  })
  fromFuture?: boolean;
}

/** A backup with its files. */
export class BackupDetail extends BackupView {
  @ApiPropertyOptional({ description: 'sha256 of the plan whose run it was taken for' }) planHash?: string;
  @ApiProperty({ type: [BackupFile], description: 'every file, by path' }) contents!: BackupFile[];
  @ApiPropertyOptional({
    type: [BackupLeftOut],
    description: 'what was there and is not in it, each with its reason; left out when it holds all',
  })
  leftOut?: BackupLeftOut[];
}

/** How a file of a backup stands now; `unknown`: it is there and cannot be read, or its content is not stored. */
export const BACKUP_FILE_STATUSES = ['same', 'changed', 'gone', 'added', 'unknown'] as const;
export type BackupFileStatus = (typeof BACKUP_FILE_STATUSES)[number];

/** One file of a backup beside what is there now. */
export class BackupFileDifference {
  @ApiProperty() path!: string;
  @ApiPropertyOptional({ description: 'sha256 then; left out: there was no such file' }) then?: string;
  @ApiPropertyOptional({ description: 'sha256 now; left out: there is no such file, or it cannot be read' })
  now?: string;
  @ApiProperty({ enum: BACKUP_FILE_STATUSES, enumName: 'BackupFileStatus' }) standing!: BackupFileStatus;
  @ApiPropertyOptional({ description: 'unified text, secrets masked; left out for what is no text' })
  diff?: string;
  @ApiPropertyOptional({ description: 'why it is unknown, or why there is no text' }) reason?: string;
}

/** A backup beside what is there now. */
export class BackupDifference {
  @ApiProperty({ type: BackupView }) backup!: BackupView;
  @ApiPropertyOptional({ description: 'when its files were looked at; left out: never completely' })
  seenAt?: string;
  @ApiPropertyOptional({
    description:
      'set when the agent did not answer: then "now" is what the last scan saw, and this says so with its age',
    example: 'the agent of ovh did not answer within 5 s; what is known of BENT01 is 40 minutes old',
  })
  silent?: string;
  @ApiProperty({ type: [BackupFileDifference], description: 'by path' }) files!: BackupFileDifference[];
  @ApiProperty({ description: 'files that are not the same' }) different!: number;
}

/** Back up now. Names nothing: every instance. */
export class TakeBackupsRequest {
  @ApiPropertyOptional({ description: 'only the instances of this host' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  host?: string;
  @ApiPropertyOptional({ description: 'name or UUID' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  instance?: string;
  @ApiPropertyOptional({ description: 'only this plugin; _server for the files of the server' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  plugin?: string;
  @ApiPropertyOptional({ example: 'before the event' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

/** POST /api/v1/backups/verify: what share of the backups is read back. */
export class VerifyBackupsRequest {
  @ApiPropertyOptional({
    type: 'integer',
    description: 'share of all backups, those read longest ago first; left out: as set',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  percent?: number;
}

/** POST /api/v1/backups/adopt: which manifests without a signature of the hub are taken over. */
export class AdoptBackupsRequest {
  @ApiPropertyOptional({
    default: false,
    description:
      'also adopt what the database has no record of: anyone with write access to the bucket may have put it there',
  })
  @IsOptional()
  @IsBoolean()
  unknown?: boolean;
}

/** POST /api/v1/backups/{id}/restore: what of one backup a plan shall put back. */
export class RestoreBackupRequest {
  @ApiPropertyOptional({ type: [String], description: 'only these files; left out: all that existed then' })
  @IsOptional()
  @IsString({ each: true })
  @MaxLength(1024, { each: true })
  @ArrayNotEmpty()
  @ArrayMaxSize(10_000)
  files?: string[];
  @ApiPropertyOptional({ example: 'CMI as it was on Friday' })
  @IsOptional()
  @IsString()
  @MinLength(3)
  @MaxLength(200)
  title?: string;
  @ApiPropertyOptional({
    default: false,
    description: 'restore files that no server could load, too; each is a risk of the plan',
  })
  @IsOptional()
  @IsBoolean()
  asIs?: boolean;
}

/** A whole instance as it was: the newest backup of each plugin at or before a time. */
export class RestoreInstanceRequest {
  @ApiProperty({ description: 'name or UUID' }) @IsString() @MinLength(1) @MaxLength(128) instance!: string;
  @ApiProperty({ example: '2026-11-20T18:00:00.000Z' }) @IsMoment() at!: string;
  @ApiPropertyOptional({ type: [String], description: 'only these plugins' })
  @IsOptional()
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  @ArrayNotEmpty()
  @ArrayMaxSize(1_000)
  plugins?: string[];
  @ApiPropertyOptional() @IsOptional() @IsString() @MinLength(3) @MaxLength(200) title?: string;
  @ApiPropertyOptional({
    default: false,
    description: 'restore files that no server could load, too; each is a risk of the plan',
  })
  @IsOptional()
  @IsBoolean()
  asIs?: boolean;
}

/** The state of an instance at a time, as it is recorded with the plan that is to bring it back; backup composes it of what it has. */
export interface RestorePoint {
  readonly instanceId: string;
  /** ISO 8601. */
  readonly at: string;
  /** Left out: all that have a backup. */
  readonly plugins?: readonly string[];
}

/** Stands for the plugin in a backup that holds files of several. */
export const SEVERAL_PLUGINS = '*';
