import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** Anything long-running, with progress and result. */
@Entity('operations')
@Index('operations_by_end', ['finished_at', 'id'])
@Index('operations_by_time', ['requested_at', 'id'])
@Index('operations_by_state', ['state'])
@Index('operations_by_instance', ['instance_id', 'requested_at'])
export class OperationRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  /** What it does, as `context.verb`: `fleet.discover`. */
  @Column({ type: 'varchar', length: 64 }) kind!: string;
  @Column({ type: 'varchar', length: 16 }) state!: string;
  /** The one instance it works on, when there is one. */
  @Column({ type: 'uuid', nullable: true }) instance_id!: string | null;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) requested_by!: string;
  @Column({ type: 'datetime', precision: 3 }) requested_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) started_at!: Date | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) finished_at!: Date | null;
  @Column({ type: 'json', nullable: true }) progress!: object | null;
  @Column({ type: 'json', nullable: true }) result!: object | null;
  @Column({ type: 'varchar', length: 1000, nullable: true }) reason!: string | null;
}

/** A job that must run because of something that was committed. */
@Entity('outbox')
@Index('outbox_open', ['done_at', 'dispatched_at', 'seq'])
@Index('outbox_by_subject', ['subject_id'])
export class OutboxRow {
  @PrimaryGeneratedColumn({ type: 'bigint' }) seq!: string;
  @Index('outbox_job', { unique: true })
  @Column({ type: 'varchar', length: 191 })
  job_id!: string;
  @Column({ type: 'varchar', length: 64 }) name!: string;
  @Column({ type: 'varchar', length: 64, nullable: true }) host!: string | null;
  @Column({ type: 'json' }) data!: object;
  /** The scan or operation it belongs to. */
  @Column({ type: 'uuid' }) subject_id!: string;
  @Column({ type: 'datetime', precision: 3 }) created_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) dispatched_at!: Date | null;
  @Column({ type: 'int', default: 0 }) dispatches!: number;
  @Column({ type: 'datetime', precision: 3, nullable: true }) done_at!: Date | null;
}

/** Who changed what, and when. Only ever added to; each row is sealed with the hash of the one before. */
@Entity('config_audit')
@Index('config_audit_by_subject', ['subject'])
@Index('config_audit_by_actor', ['actor'])
@Index('config_audit_by_person', ['person'])
export class AuditRow {
  @PrimaryGeneratedColumn({ type: 'bigint' }) seq!: string;
  @Column({ type: 'datetime', precision: 3 }) at!: Date;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) actor!: string;
  /** In the past tense: `baseline.saved`, `token.revoked`. */
  @Column({ type: 'varchar', length: 64 }) action!: string;
  @Column({ type: 'varchar', length: 512 }) subject!: string;
  @Column({ type: 'json' }) detail!: object;
  @Column({ type: 'varchar', length: 64, nullable: true }) request_id!: string | null;
  @Column({ type: 'char', length: 64 }) previous_hash!: string;
  @Column({ type: 'char', length: 64 }) hash!: string;
  /** In whose name it was done, as far as a person stands behind it; follows from what is sealed. */
  @Column({ type: 'varchar', length: 64, nullable: true }) person!: string | null;
}

/** The newest link of the audit chain; one row, locked by everybody who adds a link. */
@Entity('audit_chain')
export class AuditChainRow {
  @PrimaryColumn({ type: 'tinyint' }) id!: number;
  @Column({ type: 'bigint' }) links!: string;
  @Column({ type: 'bigint' }) head_seq!: string;
  @Column({ type: 'char', length: 64 }) head_hash!: string;
}

/** A request that may be repeated, and what was answered to it. */
@Entity('idempotency_keys')
@Index('idempotency_keys_by_expiry', ['expires_at'])
export class IdempotencyKeyRow {
  @PrimaryColumn({ type: 'varchar', length: 128 }) actor!: string;
  @PrimaryColumn({ type: 'varchar', length: 200 }) request_key!: string;
  /** A keyed hash over method, path and body; rows of before have their sha256. */
  @Column({ type: 'char', length: 64 }) request_hash!: string;
  @Column({ type: 'int', nullable: true }) status!: number | null;
  @Column({ type: 'json', nullable: true }) response!: unknown;
  /** Address of what the request made. */
  @Column({ type: 'varchar', length: 255, nullable: true }) location!: string | null;
  @Column({ type: 'datetime', precision: 3 }) begun_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) answered_at!: Date | null;
  @Column({ type: 'datetime', precision: 3 }) expires_at!: Date;
}

/** A setting that people change in the running product. */
@Entity('settings')
export class SettingRow {
  @PrimaryColumn({ type: 'varchar', length: 128 }) name!: string;
  @Column({ type: 'json' }) value!: unknown;
  @Column({ type: 'int' }) revision!: number;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) changed_by!: string;
  @Column({ type: 'datetime', precision: 3 }) changed_at!: Date;
}

/** One row: the working time of the hub, which stands still while no hub is at work. */
@Entity('work_clock')
export class WorkClockRow {
  @PrimaryColumn({ type: 'tinyint' }) id!: number;
  @Column({ type: 'datetime', precision: 3 }) worked_at!: Date;
}

/** One row that is only written to see whether anything can be. */
@Entity('write_probe')
export class WriteProbeRow {
  @PrimaryColumn({ type: 'tinyint' }) id!: number;
  @Column({ type: 'mediumtext' }) filler!: string;
}
