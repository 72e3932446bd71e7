import type { Role } from '@archivesmp/contracts/vocabulary';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('users')
export class UserRow {
  @PrimaryColumn({ type: 'uuid' }) id!: string;
  @Index('users_name', { unique: true })
  @Column({ type: 'varchar', length: 64 })
  name!: string;
  /** A password hash in its own self-describing format; never a password. */
  @Column({ type: 'varchar', length: 512 }) password_hash!: string;
  @Column({ type: 'varchar', length: 16 }) role!: Role;
  @Column({ type: 'datetime', precision: 3 }) created_at!: Date;
  @Column({ type: 'datetime', precision: 3, nullable: true }) disabled_at!: Date | null;
}

@Entity('sessions')
@Index('sessions_by_user', ['user_id'])
@Index('sessions_by_expiry', ['expires_at'])
export class SessionRow {
  /** sha256 of the session id in the cookie. */
  @PrimaryColumn({ type: 'char', length: 64 }) session_hash!: string;
  @Column({ type: 'uuid' }) user_id!: string;
  /** sha256 of the CSRF token that belongs to this session. */
  @Column({ type: 'char', length: 64 }) csrf_hash!: string;
  @Column({ type: 'datetime', precision: 3 }) created_at!: Date;
  @Column({ type: 'datetime', precision: 3 }) expires_at!: Date;
}
