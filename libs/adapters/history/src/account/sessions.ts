import type { Role } from '@archivesmp/contracts/vocabulary';
import { sha256Hex } from '@archivesmp/digests';
import type { Database, Sql } from '../database/database.js';
import { lockUser } from './users.js';
import { SessionRow, type UserRow } from './account.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** Who stands behind a session cookie. */
export interface LoginSession {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: Date;
  /** sha256 of the CSRF token that must come with every change. */
  readonly csrfHash: string;
}

/** Logins of browsers; session ids and CSRF tokens are stored as sha256 only. */
export class Sessions {
  constructor(private readonly database: Database) {}

  /**
   * @param proven hash of the password that was checked: checking takes a while, and a password that was changed meanwhile opens nothing
   * @returns false when the user is disabled or has another password by now
   */
  async openSession(
    session: {
      readonly sessionId: string;
      readonly csrfToken: string;
      readonly userId: string;
      readonly expiresAt: Date;
    },
    proven: string,
    now: Date,
    sql?: Sql,
  ): Promise<boolean> {
    return this.database.inTransaction(sql, async (inside) => {
      if (!(await lockUser(inside, session.userId, proven))) return false;
      await inside.repositoryOf(SessionRow).insert({
        session_hash: sha256Hex(session.sessionId),
        user_id: session.userId,
        csrf_hash: sha256Hex(session.csrfToken),
        created_at: now,
        expires_at: session.expiresAt,
      });
      return true;
    });
  }

  /** undefined when the session is unknown, over, or its user is disabled. */
  async findSession(sessionId: string, now: Date): Promise<LoginSession | undefined> {
    const [row] = await this.database.selectRows<
      StoredRow<SessionRow, 'user_id' | 'expires_at' | 'csrf_hash'> & StoredRow<UserRow, 'name' | 'role'>
    >(
      `SELECT session.user_id, user.name, user.role, session.expires_at, session.csrf_hash
         FROM sessions session JOIN users user ON user.id = session.user_id AND user.disabled_at IS NULL
        WHERE session.session_hash = ? AND session.expires_at > ?`,
      [sha256Hex(sessionId), now],
    );
    return (
      row && {
        userId: row.user_id,
        name: row.name,
        role: row.role,
        expiresAt: row.expires_at,
        csrfHash: row.csrf_hash,
      }
    );
  }

  async closeSession(sessionId: string, sql: Sql = this.database): Promise<void> {
    await sql.repositoryOf(SessionRow).delete({ session_hash: sha256Hex(sessionId) });
  }
}
