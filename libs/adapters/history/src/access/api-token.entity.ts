import { MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { JsonColumn } from '../database/json-column.js';
import type { Json } from '../database/stored-row.js';

@Entity('api_tokens')
@Index('api_tokens_by_user', ['user_id'])
@Index('api_tokens_by_maker', ['made_by'])
export class ApiTokenRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  /** sha256 of the token; the token itself is stored nowhere. */
  @Index('api_tokens_hash', { unique: true })
  @Column({ type: 'char', length: 64 })
  token_hash!: string;
  @Column({ type: 'varchar', length: 64 }) label!: string;
  /** The label while the token is valid, so that no other valid one has it. */
  @Index('api_tokens_live_label', { unique: true })
  @Column({ type: 'varchar', length: 64, nullable: true })
  live_label!: string | null;
  @JsonColumn() scopes!: Json<string[]>;
  @Column({ type: 'varchar', length: MAX_ACTOR_NAME }) created_by!: string;
  /** The person behind it; null for one that belongs to a host or to a program. */
  @Column({ type: 'uuid', nullable: true }) user_id!: string | null;
  /** The token that made it, and with which it is revoked. */
  @Column({ type: 'uuid', nullable: true }) made_by!: string | null;
  @Column({ type: 'datetime', precision: 3 }) created_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) expires_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) last_used_at!: Date | null;
  @Column({ type: 'datetime', precision: 3, nullable: true }) revoked_at!: Date | null;
}
