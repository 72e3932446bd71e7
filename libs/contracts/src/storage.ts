import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Matches, Max, Min } from 'class-validator';

/** How a key of the storage is called: by what is derived from it and tells nothing of it. */
export const STORAGE_KEY_ID = /^[0-9a-f]{16}$/;

/** Where the audit trail stood at a time: number and hash of its newest row, and how many there had been. */
export interface AuditCheckpoint {
  /** A whole number as text; '0': there was no row. */
  readonly seq: string;
  readonly hash: string;
  readonly links: number;
  /** ISO. */
  readonly at: string;
}

/** How many contents lie in which form. */
export class ContentFormsView {
  @ApiProperty({ example: 5_120, description: 'encrypted under storage.key' }) current!: number;
  @ApiProperty({ example: 0, description: 'encrypted under one of storage.earlier_keys' }) earlier!: number;
  @ApiProperty({ example: 0, description: 'not encrypted' }) plain!: number;
  @ApiProperty({
    example: 0,
    description: 'encrypted under a key that the settings do not have: they cannot be read',
  })
  unknown!: number;
}

/** What lies under a key that the settings do not have. */
export class UnknownKeyView {
  @ApiProperty({ example: '9b0d17c2aa41e6f8', description: 'id of the key' }) key!: string;
  @ApiProperty({ example: 412, description: 'contents that lie under it and cannot be read' })
  contents!: number;
}

/** `POST /api/v1/storage/forget`: a key is lost for good. */
export class ForgetKey {
  @ApiProperty({ example: '9b0d17c2aa41e6f8', description: 'id of the key, as unknownKeys tells it' })
  @Matches(STORAGE_KEY_ID, { message: 'must be the id of a key: 16 digits of 0-9 and a-f' })
  key!: string;
  @ApiProperty({
    example: 412,
    description:
      'How many contents lie under it, as unknownContents tells it: refused when it is another number by now',
  })
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  contents!: number;
}

/** How what rests in S3 is protected. */
export class StorageView {
  @ApiPropertyOptional({
    example: '4f1c09aa52d0e7b3',
    description:
      'id of storage.key, which tells nothing of it; left out: none is set, and nothing is signed or encrypted',
  })
  key?: string;
  @ApiProperty({ example: 1, description: 'how many earlier keys still read' }) earlierKeys!: number;
  @ApiProperty({
    type: [String],
    example: [],
    description:
      'ids of keys under which contents lie and which are neither storage.key nor among storage.earlier_keys',
  })
  unknownKeys!: string[];
  @ApiProperty({ type: [UnknownKeyView], description: 'the same keys, with what lies under each' })
  unknownContents!: UnknownKeyView[];
  @ApiProperty({ example: true, description: 'whether new contents are encrypted' }) encrypts!: boolean;
  @ApiProperty({ type: ContentFormsView, description: 'contents of files, as scans saw them' })
  snapshots!: ContentFormsView;
  @ApiProperty({ type: ContentFormsView, description: 'contents of backups' }) backups!: ContentFormsView;
}
