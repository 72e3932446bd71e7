import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  Equals,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { SHA256 } from './agent.js';

/** Why a backup was taken. */
export const BACKUP_CAUSES = ['before-change', 'before-restore', 'schedule', 'by-hand'] as const;
export type BackupCause = (typeof BACKUP_CAUSES)[number];

/** One file of a backup; null = it did not exist then, and restoring removes it. */
export class BackupFile {
  @ApiProperty({ example: 'plugins/CMI/config.yml', description: 'relative to the server folder' })
  @IsString()
  @MaxLength(1024)
  path!: string;
  @ApiPropertyOptional({ description: 'sha256 of the content; null = there was no such file' })
  @IsOptional()
  @Matches(SHA256)
  sha256!: string | null;
  @ApiProperty({ description: 'bytes' }) @IsInt() @Min(0) size!: number;
  @ApiPropertyOptional({ description: 'permission bits, where the host has them' })
  @IsOptional()
  @IsInt()
  @Min(0)
  mode?: number;
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
  @IsString() @MaxLength(128) takenBy!: string;
  @IsOptional() @IsString() @MaxLength(1000) reason?: string;
  @IsOptional() @IsUUID() deploymentId?: string;
  @IsOptional() @Matches(SHA256) planHash?: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => BackupFile) files!: BackupFile[];
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
  @ApiProperty() takenBy!: string;
  @ApiPropertyOptional() reason?: string;
  @ApiPropertyOptional() deploymentId?: string;
  @ApiProperty({ description: 'how many files' }) files!: number;
  @ApiProperty({ description: 'bytes' }) bytes!: number;
  @ApiPropertyOptional({ description: 'when every byte was last read back' }) verifiedAt?: string;
  @ApiPropertyOptional({ description: 'what was wrong then' }) damage?: string;
}

/** One file of a backup beside what is there now. */
export class BackupFileDifference {
  @ApiProperty() path!: string;
  @ApiPropertyOptional() then?: string | null;
  @ApiPropertyOptional() now?: string | null;
  @ApiProperty({ enum: ['same', 'changed', 'gone', 'added'] }) standing!:
    'same' | 'changed' | 'gone' | 'added';
  @ApiPropertyOptional({ description: 'unified text, secrets masked; left out for what is no text' })
  diff?: string;
}
