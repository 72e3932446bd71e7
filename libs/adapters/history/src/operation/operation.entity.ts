import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import type { OperationState } from '@archivesmp/contracts/vocabulary';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json } from '../database/stored-row.js';

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
  @Column({ type: 'varchar', length: 16 }) state!: OperationState;
  /** The one instance it works on, when there is one. */
  @Column({ type: 'uuid', nullable: true }) instance_id!: string | null;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) requested_by!: string;
  @Column({ type: 'datetime', precision: 3 }) requested_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) started_at!: Date | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) finished_at!: Date | null;
  @JsonColumn({ nullable: true }) progress!: Json<object> | null;
  @JsonColumn({ nullable: true }) result!: Json<object> | null;
  @Column({ type: 'varchar', length: 1000, nullable: true }) reason!: string | null;
}
