import { randomUUID } from 'node:crypto';
import { Problem } from '@archivesmp/contracts/problem';
import type { Role } from '@archivesmp/contracts/vocabulary';
import { revokeTokensOf } from '../access/api-tokens.js';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { holdPower, type Giver } from '../access/held-power.js';
import { endsApprovals, lapseApprovalsOf } from '../plan/lapsed-approvals.js';
import { SessionRow, UserRow } from './account.entity.js';
import { IsNull } from 'typeorm';

/** What a login check needs. The hash never leaves the service that checks it. */
export interface UserAccount {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
}

/** A person who may log in, for people. */
export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
}

/** People who may log in. Disabled ones are as good as absent. With `sql` a change belongs to the caller's transaction. */
export class Users {
  constructor(private readonly database: Database) {}

  /**
   * @param giver who adds this person; left out where that is no request of a person
   * @throws Problem `resource.conflict` when the name is taken; `auth.required`, `auth.forbidden` of the giver
   */
  async createUser(
    user: { readonly name: string; readonly passwordHash: string; readonly role: Role },
    now: Date,
    giver?: Giver,
    sql?: Sql,
  ): Promise<UserRecord> {
    const id = randomUUID();
    try {
      await this.database.inTransaction(sql, async (inside) => {
        if (giver !== undefined) await holdPower(inside, giver);
        await inside.repositoryOf(UserRow).insert({
          ...{ id, name: user.name, password_hash: user.passwordHash, role: user.role, created_at: now },
        });
      });
    } catch (error) {
      throw isDuplicate(error)
        ? new Problem('resource.conflict', `There is a user named ${user.name} already.`, {
            help: 'Choose another name, or change the role or the password of the user who has this one.',
          })
        : error;
    }
    return { id, name: user.name, role: user.role, createdAt: now };
  }

  async findUserByName(name: string): Promise<UserAccount | undefined> {
    const row = await this.database.repositoryOf(UserRow).findOneBy({ name, disabled_at: IsNull() });
    if (row === null) return undefined;
    return { id: row.id, name: row.name, role: row.role, passwordHash: row.password_hash };
  }

  async listUsers(): Promise<UserRecord[]> {
    const rows = await this.database
      .repositoryOf(UserRow)
      .find({ where: { disabled_at: IsNull() }, order: { name: 'ASC' } });
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      role: row.role,
      createdAt: row.created_at,
    }));
  }

  async countUsers(): Promise<number> {
    return this.database.repositoryOf(UserRow).countBy({ disabled_at: IsNull() });
  }

  /**
   * Also ends the user's sessions and revokes the user's tokens: a thief of the old password may have made some.
   * @param proven hash of the password that was checked for it, where one was: it must still be the user's
   * @param giver who changes it for another person: then the user's approvals lapse, because it is unknown who gave them
   * @returns false when there is no such user, or it has another password by now
   */
  async changePassword(
    userId: string,
    passwordHash: string,
    now: Date,
    { proven, giver }: { readonly proven?: string; readonly giver?: Giver } = {},
    sql?: Sql,
  ): Promise<boolean> {
    const revoke = async (inside: Sql): Promise<void> => {
      await revokeTokensOf(inside, userId, now);
      if (giver !== undefined) await lapseApprovalsOf(inside, userId, now);
    };
    return this.changeAndLogOut({ password_hash: passwordHash }, userId, revoke, { giver, proven, sql });
  }

  /**
   * Also ends the user's sessions; tokens can do no more than the new role from now on, and with a role that approves nothing the
   * user's approvals lapse. false when there is no such user.
   * @throws Problem `resource.conflict` for the last admin; `auth.required`, `auth.forbidden` of the giver
   */
  async changeRole(userId: string, role: Role, giver?: Giver, sql?: Sql, now = new Date()): Promise<boolean> {
    const check = async (inside: Sql): Promise<void> => {
      if (role !== 'admin') await refuseLastAdmin(inside, userId);
      if (endsApprovals(role)) await lapseApprovalsOf(inside, userId, now);
    };
    return this.changeAndLogOut({ role }, userId, check, { giver, sql });
  }

  /**
   * Also ends the user's sessions, revokes the user's tokens and lets the user's approvals lapse. false when there is no such user.
   * @throws Problem `resource.conflict` for the last admin; `auth.required`, `auth.forbidden` of the giver
   */
  async disableUser(userId: string, now: Date, giver?: Giver, sql?: Sql): Promise<boolean> {
    const end = async (inside: Sql): Promise<void> => {
      await refuseLastAdmin(inside, userId);
      await revokeTokensOf(inside, userId, now);
      await lapseApprovalsOf(inside, userId, now);
    };
    return this.changeAndLogOut({ disabled_at: now }, userId, end, { giver, sql });
  }

  private async changeAndLogOut(
    change: Partial<UserRow>,
    userId: string,
    also: (sql: Sql) => Promise<void>,
    {
      giver,
      proven,
      sql: given,
    }: { giver?: Giver | undefined; proven?: string | undefined; sql?: Sql | undefined },
  ): Promise<boolean> {
    return this.database.inTransaction(given, async (sql) => {
      if (giver !== undefined) await holdPower(sql, giver);
      // A session that is being opened is either seen by the DELETE, or sees the change
      if (!(await lockUser(sql, userId, proven))) return false;
      await also(sql);
      await sql.repositoryOf(SessionRow).delete({ user_id: userId });
      await sql.repositoryOf(UserRow).update({ id: userId }, change);
      return true;
    });
  }
}

/** Two admins who take it from each other at the same moment are told one after the other. */
async function refuseLastAdmin(sql: Sql, without: string): Promise<void> {
  const admins = await sql.repositoryOf(UserRow).find({
    where: { role: 'admin', disabled_at: IsNull() },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  if (admins.length === 1 && admins[0]!.id === without)
    throw new Problem('resource.conflict', 'This is the last admin.', {
      help: 'Make another person an admin first; then this one can be changed or removed.',
    });
}

/**
 * Holds a user as it is until the transaction ends. @param proven what its password hash must be; left out: any
 * @returns false when there is none, it is disabled, or it has another password
 */
export async function lockUser(sql: Sql, userId: string, proven?: string): Promise<boolean> {
  const user = await sql.repositoryOf(UserRow).findOne({
    where: { id: userId, disabled_at: IsNull() },
    lock: { mode: 'pessimistic_write' },
  });
  return user !== null && (proven === undefined || user.password_hash === proven);
}
