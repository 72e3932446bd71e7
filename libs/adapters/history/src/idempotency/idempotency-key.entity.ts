import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json, JsonValue } from '../database/stored-row.js';

/** A request that may be repeated, and what was answered to it. */
@Entity('idempotency_keys')
@Index('idempotency_keys_by_expiry', ['expires_at'])
export class IdempotencyKeyRow {
  @PrimaryColumn({ type: 'varchar', length: 128 }) actor!: string;
  @PrimaryColumn({ type: 'varchar', length: 200 }) request_key!: string;
  /** A keyed hash over method, path and body; rows of before have their sha256. */
  @Column({ type: 'char', length: 64 }) request_hash!: string;
  @Column({ type: 'int', nullable: true }) status!: number | null;
  @JsonColumn({ nullable: true }) response!: Json<JsonValue> | null;
  /** Address of what the request made. */
  @Column({ type: 'varchar', length: 255, nullable: true }) location!: string | null;
  @Column({ type: 'datetime', precision: 3 }) begun_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) answered_at!: Date | null;
  @Column({ type: 'datetime', precision: 3 }) expires_at!: Date;
}
