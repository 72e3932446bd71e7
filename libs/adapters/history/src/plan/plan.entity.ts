import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import type { PlanState } from '@archivesmp/contracts/deployment-states';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json } from '../database/stored-row.js';

/** A plan as a value, and what people decided about it. */
@Entity('plans')
@Index('plans_by_state', ['state', 'expires_at'])
@Index('plans_by_time', ['created_at', 'id'])
@Index('plans_by_backup', ['backup_id'])
export class PlanRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Column({ type: 'varchar', length: 200 }) title!: string;
  @Column({ type: 'varchar', length: 16 }) state!: PlanState;
  /** What it is to be made from. */
  @JsonColumn() request!: Json<object>;
  /** sha256 of `text`. */
  @Column({ type: 'char', length: 64, nullable: true }) hash!: string | null;
  /** The canonical text that the hash covers. */
  @Column({ type: 'mediumtext', nullable: true }) text!: string | null;
  @Column({ type: 'int' }) approvals_needed!: number;
  @Column({ type: 'boolean' }) self_approval!: boolean;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) created_by!: string;
  /** The person behind `created_by`; null where that is a program. */
  @Column({ type: 'uuid', nullable: true }) created_by_user!: string | null;
  @Column({ type: 'datetime', precision: 3 }) created_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) expires_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) changed_at!: Date;
  @Column({ type: 'varchar', length: 1000, nullable: true }) reason!: string | null;
  @Column({ type: 'int', default: 0 }) instances!: number;
  @Column({ type: 'int', default: 0 }) files!: number;
  @Column({ type: 'int', default: 0 }) restarts!: number;
  /** The backup it restores; retention keeps that one while the plan lives. */
  @Column({ type: 'uuid', nullable: true }) backup_id!: string | null;
  @Column({ type: 'uuid', nullable: true }) deployment_id!: string | null;
}

/** One person's decision on one plan; each person has at most one. */
@Entity('plan_approvals')
@Index('plan_approvals_by_user', ['plan_id', 'user_id'])
export class PlanApprovalRow {
  @PrimaryColumn({ type: 'uuid' }) plan_id!: string;
  @PrimaryColumn({ type: 'varchar', length: MAX_ACTOR_NAME }) decided_by!: string;
  @Column({ type: 'varchar', length: 16 }) verdict!: 'approve' | 'reject';
  /** The hash of the plan that was read. */
  @Column({ type: 'char', length: 64 }) plan_hash!: string;
  @Column({ type: 'varchar', length: 2000, nullable: true }) comment!: string | null;
  @Column({ type: 'datetime', precision: 3 }) decided_at!: Date;
  /** The person behind `decided_by`. */
  @Column({ type: 'uuid', nullable: true }) user_id!: string | null;
  /** Since when this approval counts no more, whatever becomes of that person later. */
  @Column({ type: 'datetime', precision: 3, nullable: true }) lapsed_at!: Date | null;
}
