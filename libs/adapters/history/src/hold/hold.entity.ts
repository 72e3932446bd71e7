import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import type { LocalActionEnd, LocalActionKind } from '@archivesmp/contracts/local-action';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Who may change an instance now. The row stays for ever, because its fence must never fall. */
@Entity('instance_leases')
export class InstanceLeaseRow {
  @PrimaryColumn({ type: 'uuid' }) instance_id!: string;
  /** null: none. */
  @Column({ type: 'varchar', length: 128, nullable: true }) holder!: string | null;
  @Column({ type: 'bigint' }) fence!: string;
  @Column({ type: 'datetime', precision: 3, nullable: true }) acquired_at!: Date | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) expires_at!: Date | null;
}

/** An instance that must not be changed, with reason and end. */
@Entity('holds')
@Index('holds_by_instance', ['instance_id', 'lifted_at'])
export class HoldRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'uuid' }) instance_id!: string;
  @Column({ type: 'varchar', length: 1000 }) reason!: string;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) placed_by!: string;
  @Column({ type: 'datetime', precision: 3 }) placed_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) until_at!: Date | null;
  /** The plan that was rolled back here. */
  @Column({ type: 'char', length: 64, nullable: true }) rejected_plan_hash!: string | null;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME, nullable: true }) lifted_by!: string | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) lifted_at!: Date | null;
}

/** Who says that an instance needs a restart: a deployment, or people (empty). */
@Entity('restart_marks')
export class RestartMarkRow {
  @PrimaryColumn({ type: 'uuid' }) instance_id!: string;
  @PrimaryColumn({ type: 'varchar', length: 36 }) set_by!: string;
  @Column({ type: 'datetime', precision: 3 }) since!: Date;
  @Column({ type: 'varchar', length: 1000 }) reason!: string;
}

/** What was done on a host by force while the hub was unavailable. */
@Entity('local_actions')
export class LocalActionRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'varchar', length: 64 }) host!: string;
  @Column({ type: 'uuid' }) instance_id!: string;
  @Column({ type: 'varchar', length: 32 }) action!: LocalActionKind;
  @Column({ type: 'varchar', length: 16 }) ended!: LocalActionEnd;
  @Column({ type: 'varchar', length: 1000 }) reason!: string;
  @Column({ type: 'datetime', precision: 3 }) done_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) reported_at!: Date;
}
