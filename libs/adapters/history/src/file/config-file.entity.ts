import type { ConfigFormat, FileState } from '@archivesmp/contracts/vocabulary';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A plugin found on an instance, by its JAR, its folder or both. */
@Entity('plugins_seen')
@Index('plugins_seen_by_plugin', ['plugin'])
export class PluginSeenRow {
  @PrimaryColumn({ type: 'uuid' }) instance_id!: string;
  @PrimaryColumn({ type: 'varchar', length: 128 }) plugin!: string;
  @Column({ type: 'varchar', length: 1024, nullable: true }) jar!: string | null;
  @Column({ type: 'bigint', nullable: true }) jar_size!: string | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) jar_modified_at!: Date | null;
  @Column({ type: 'boolean' }) has_folder!: boolean;
  @Column({ type: 'datetime', precision: 3 }) first_seen_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) last_changed_at!: Date;
}

/** A config file as last seen (capability A16). When it was last looked at is its instance's `scanned_at`. */
@Entity('config_files')
@Index('config_files_by_plugin', ['plugin'])
@Index('config_files_by_sha256', ['sha256'])
@Index('config_files_by_state', ['state'])
export class ConfigFileRow {
  @PrimaryColumn({ type: 'uuid' }) instance_id!: string;
  /** First 128 bits of the sha256 of plugin and path: paths are too long for a key. */
  @PrimaryColumn({ type: 'char', length: 32 }) file_key!: string;
  @Column({ type: 'varchar', length: 128 }) plugin!: string;
  @Column({ type: 'varchar', length: 1024 }) path!: string;
  @Column({ type: 'varchar', length: 16 }) format!: ConfigFormat;
  @Column({ type: 'char', length: 64, nullable: true }) sha256!: string | null;
  @Column({ type: 'bigint' }) size!: string;
  @Column({ type: 'datetime', precision: 3 }) modified_at!: Date;
  @Column({ type: 'varchar', length: 24 }) state!: FileState;
  @Column({ type: 'varchar', length: 1000, nullable: true }) reason!: string | null;
  /** Permission bits and owner, as numbers of the host; null where the access cannot tell. */
  @Column({ type: 'int', nullable: true }) mode!: number | null;
  @Column({ type: 'bigint', nullable: true }) uid!: string | null;
  @Column({ type: 'bigint', nullable: true }) gid!: string | null;
  @Column({ type: 'datetime', precision: 3 }) first_seen_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) last_changed_at!: Date;
}
