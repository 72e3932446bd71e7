import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json } from '../database/stored-row.js';

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
  @JsonColumn() data!: Json<object>;
  /** The scan or operation it belongs to. */
  @Column({ type: 'uuid' }) subject_id!: string;
  @Column({ type: 'datetime', precision: 3 }) created_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) dispatched_at!: Date | null;
  @Column({ type: 'int', default: 0 }) dispatches!: number;
  @Column({ type: 'datetime', precision: 3, nullable: true }) done_at!: Date | null;
}
