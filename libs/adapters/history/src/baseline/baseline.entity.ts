import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import type { BaselineChange } from '@archivesmp/contracts/baseline-history';
import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** One change of a baseline file or of deviations.yml (then the plugin is ''). Only ever added to. */
@Entity('baseline_changes')
@Index('baseline_changes_by_file', ['file_key', 'version'])
export class BaselineChangeRow {
  /** Also the version of the whole set: the set as this change left it. */
  @PrimaryGeneratedColumn({ type: 'bigint' }) version!: string;
  @Column({ type: 'char', length: 32 }) file_key!: string;
  @Column({ type: 'varchar', length: 128 }) plugin!: string;
  @Column({ type: 'varchar', length: 1024 }) path!: string;
  @Column({ type: 'varchar', length: 16 }) change!: BaselineChange;
  /** NULL: the file is gone since. */
  @Column({ type: 'varchar', length: 128, nullable: true }) revision!: string | null;
  @Column({ type: 'char', length: 64, nullable: true }) sha256!: string | null;
  @Column({ type: 'bigint', nullable: true }) size!: string | null;
  /** The version that was restored or taken back. */
  @Column({ type: 'bigint', nullable: true }) of_version!: string | null;
  /** NULL: unknown; it was found changed in the bucket. */
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME, nullable: true }) actor!: string | null;
  @Column({ type: 'varchar', length: 1000, nullable: true }) reason!: string | null;
  @Column({ type: 'datetime', precision: 3 }) at!: Date;
}

/** A change that was begun in the bucket and is not recorded yet: at most one for each file. */
@Entity('begun_baseline_changes')
export class BegunBaselineChangeRow {
  @PrimaryColumn({ type: 'char', length: 32 }) file_key!: string;
  @Column({ type: 'varchar', length: 128 }) plugin!: string;
  @Column({ type: 'varchar', length: 1024 }) path!: string;
  /** NULL: the file is to be deleted. */
  @Column({ type: 'char', length: 64, nullable: true }) sha256!: string | null;
  /** What is to be recorded of it, as JSON. */
  @Column({ type: 'mediumtext' }) wanted!: string;
  @Column({ type: 'datetime', precision: 3 }) at!: Date;
}
