import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the agent of a host logs in with. */
@Entity('host_access')
export class HostAccessRow {
  @PrimaryColumn({ type: 'varchar', length: 64 }) host!: string;
  /** sha256 of its password in Redis, as Redis keeps it; null, as `token_id`: it was never given access here. */
  @Column({ type: 'char', length: 64, nullable: true }) redis_hash!: string | null;
  @Column({ type: 'uuid', nullable: true }) token_id!: string | null;
  @Column({ type: 'datetime', precision: 3 }) made_at!: Date;
  /** When its access was last given, replaced or taken away: no older token speaks for the host, but that of `token_id`. */
  @Column({ type: 'datetime', precision: 3 }) tokens_from!: Date;
  /** Set when a person took the host out of sight. */
  @Column({ type: 'datetime', precision: 3, nullable: true }) removed_at!: Date | null;
}
