import { BackupView } from '@archivesmp/contracts/backup';
import { Page } from '@archivesmp/contracts/page';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsMoment } from '@archivesmp/contracts/is-moment';
import { IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { PageQuery } from '../http/page-query.js';

/** What backups can be filtered by; filters are combined with "and". */
export class BackupQuery extends PageQuery {
  @ApiPropertyOptional({ example: 'hetzner' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  host?: string;

  @ApiPropertyOptional({ description: 'Name or UUID of an instance, also of one that is gone' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  instance?: string;

  @ApiPropertyOptional({ description: 'Name of a plugin; _server for the files of the server' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  plugin?: string;

  @ApiPropertyOptional({
    description: 'Only those that were taken for this deployment: everything one change replaced',
  })
  @IsOptional()
  @IsUUID()
  deployment?: string;

  @ApiPropertyOptional({ example: '2026-11-20T00:00:00.000Z', description: 'Taken at this time or later' })
  @IsOptional()
  @IsMoment()
  from?: string;

  @ApiPropertyOptional({ example: '2026-11-21T00:00:00.000Z', description: 'Taken before this time' })
  @IsOptional()
  @IsMoment()
  until?: string;
}

/** One page of backups, newest first. */
export class BackupPage extends Page {
  @ApiProperty({ type: [BackupView] }) backups!: BackupView[];
}
