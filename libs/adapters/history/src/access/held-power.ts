import { Problem } from '@archivesmp/contracts/problem';
import { ROLES, type Role } from '@archivesmp/contracts/vocabulary';
import { sha256Hex } from '@archivesmp/digests';
import type { Sql } from '../database/database.js';
import type { UserRow } from '../account/account.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** Who gives access to others or to themselves, proved by what, and the role that this needs. */
export interface Giver {
  /** Id of the person. */
  readonly userId?: string;
  /** Id of the API token. */
  readonly tokenId?: string;
  /** The session as its cookie holds it. */
  readonly sessionId?: string;
  readonly needs: Role;
}

/**
 * Holds what a person may do as it is until the transaction ends: a request that demotes or removes them, gives them another password or
 * revokes their token comes before, and this refuses, or comes after, and ends what was made too. The person is held first, as
 * everywhere.
 * @throws Problem `auth.required` when it has ended; `auth.forbidden` when the role is too low by now
 */
export async function holdPower(sql: Sql, { userId, tokenId, sessionId, needs }: Giver): Promise<void> {
  if (userId !== undefined) {
    const [user] = await sql.selectRows<StoredRow<UserRow, 'role'>>(
      'SELECT role FROM users WHERE id = ? AND disabled_at IS NULL FOR UPDATE',
      [userId],
    );
    if (user === undefined) throw new Problem('auth.required', 'The account was taken away meanwhile.');
    if (ROLES.indexOf(user.role) < ROLES.indexOf(needs))
      throw new Problem('auth.forbidden', `This needs the role ${needs}; it is ${user.role} by now.`);
  }
  const token = 'SELECT id FROM api_tokens WHERE id = ? AND revoked_at IS NULL FOR UPDATE';
  const session = 'SELECT user_id FROM sessions WHERE session_hash = ? FOR UPDATE';
  if (tokenId !== undefined && (await sql.selectRows(token, [tokenId])).length === 0)
    throw new Problem('auth.required', 'The API token was revoked meanwhile.');
  if (sessionId !== undefined && (await sql.selectRows(session, [sha256Hex(sessionId)])).length === 0)
    throw new Problem('auth.required', 'The session was ended meanwhile.');
}
