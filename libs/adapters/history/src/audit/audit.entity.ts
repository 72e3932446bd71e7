import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json } from '../database/stored-row.js';

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
  @JsonColumn() detail!: Json<object>;
  @Column({ type: 'varchar', length: 64, nullable: true }) request_id!: string | null;
  @Column({ type: 'char', length: 64 }) previous_hash!: string;
  @Column({ type: 'char', length: 64 }) hash!: string;
  /** In whose name it was done, as far as a person stands behind it; follows from what is sealed. */
  @Column({ type: 'varchar', length: 64, nullable: true }) person!: string | null;
}

/** The newest link of the audit chain; one row, locked by every writer that adds a link. */
@Entity('audit_chain')
export class AuditChainRow {
  @PrimaryColumn({ type: 'tinyint' }) id!: number;
  @Column({ type: 'bigint' }) links!: string;
  @Column({ type: 'bigint' }) head_seq!: string;
  @Column({ type: 'char', length: 64 }) head_hash!: string;
}

/** Stands for the rows of the audit trail that were cut off; one row. */
@Entity('audit_anchor')
export class AuditAnchorRow {
  @PrimaryColumn({ type: 'tinyint' }) id!: number;
  /** Exactly what was signed. */
  @Column({ type: 'varchar', length: 1000 }) text!: string;
  @Column({ type: 'varchar', length: 255 }) signature!: string;
}
