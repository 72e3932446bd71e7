import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import type { BackupCause, BackupLeftOut } from '@archivesmp/contracts/backup';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json } from '../database/stored-row.js';

/** One backup: a manifest in the bucket, indexed. Every column can be read back from the manifest but the verification. */
@Entity('backups')
@Index('backups_by_group', ['instance_id', 'plugin', 'taken_at'])
@Index('backups_by_time', ['taken_at', 'id'])
@Index('backups_by_deployment', ['deployment_id'])
@Index('backups_by_verification', ['verified_at'])
export class BackupRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'varchar', length: 64 }) host!: string;
  @Column({ type: 'uuid' }) instance_id!: string;
  /** The instance's name when it was taken. */
  @Column({ type: 'varchar', length: 128 }) instance!: string;
  @Column({ type: 'varchar', length: 128 }) plugin!: string;
  @Column({ type: 'datetime', precision: 3 }) taken_at!: Date;
  @Column({ type: 'varchar', length: 24 }) cause!: BackupCause;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) taken_by!: string;
  @Column({ type: 'varchar', length: 1000, nullable: true }) reason!: string | null;
  @Column({ type: 'uuid', nullable: true }) deployment_id!: string | null;
  @Column({ type: 'char', length: 64, nullable: true }) plan_hash!: string | null;
  @Column({ type: 'varchar', length: 1024 }) manifest_key!: string;
  @Column({ type: 'int' }) files!: number;
  /** What was there and is not in it, with the reason; null = it holds all. */
  @JsonColumn({ nullable: true }) left_out!: Json<readonly BackupLeftOut[]> | null;
  @Column({ type: 'bigint' }) bytes!: string;
  @Column({ type: 'datetime', precision: 3, nullable: true }) verified_at!: Date | null;
  /** What the last verification found wrong; null = nothing. */
  @Column({ type: 'varchar', length: 1000, nullable: true }) damage!: string | null;
}

@Entity('backup_files')
@Index('backup_files_by_sha256', ['sha256'])
export class BackupFileRow {
  @PrimaryColumn({ type: 'uuid' }) backup_id!: string;
  @PrimaryColumn({ type: 'char', length: 32 }) file_key!: string;
  /** Relative to the server folder. */
  @Column({ type: 'varchar', length: 1024 }) path!: string;
  /** null: the file did not exist, and restoring removes it. */
  @Column({ type: 'char', length: 64, nullable: true }) sha256!: string | null;
  @Column({ type: 'bigint' }) size!: string;
  @Column({ type: 'int', nullable: true }) mode!: number | null;
  @Column({ type: 'bigint', nullable: true }) uid!: string | null;
  @Column({ type: 'bigint', nullable: true }) gid!: string | null;
}
