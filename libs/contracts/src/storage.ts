import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

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
    description: 'encrypted under a key that the settings do not have: nobody can read them',
  })
  unknown!: number;
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
  @ApiProperty({ example: true, description: 'whether new contents are encrypted' }) encrypts!: boolean;
  @ApiProperty({ type: ContentFormsView, description: 'contents of files, as scans saw them' })
  snapshots!: ContentFormsView;
  @ApiProperty({ type: ContentFormsView, description: 'contents of backups' }) backups!: ContentFormsView;
}
