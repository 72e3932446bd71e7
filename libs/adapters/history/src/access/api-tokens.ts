import { randomUUID } from 'node:crypto';
import { Problem } from '@archivesmp/contracts/problem';
import type { Role } from '@archivesmp/contracts/vocabulary';
import { storableJson } from '@archivesmp/contracts/whole-text';
import { sha256Hex } from '@archivesmp/digests';
import { fromJson, present } from '../database/column-text.js';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { holdPower, type Giver } from './held-power.js';
import { agentScope, hostsIn } from './host-speakers.js';
import { ApiTokenRow } from './api-token.entity.js';
import type { StoredRow } from '../database/stored-row.js';
import type { HostAccessRow } from './host-access.entity.js';
import { In, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';

type Row = StoredRow<
  ApiTokenRow,
  | 'id'
  | 'label'
  | 'scopes'
  | 'created_by'
  | 'created_at'
  | 'expires_at'
  | 'last_used_at'
  | 'revoked_at'
  | 'user_id'
> & {
  user_name: string | null;
  user_role: Role | null;
};

/** The person behind a token, as that person is now. */
export interface TokenOwner {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** What a new token is for. */
export interface NewToken {
  readonly label: string;
  readonly scopes: readonly string[];
  readonly createdBy: string;
  readonly expiresAt: Date;
  /** The person it belongs to: it can never do more than that person may at the time. Left out: a program's or a host's own. */
  readonly userId?: string;
  /** The token that made it; it is revoked with that one. */
  readonly madeBy?: string;
  /** Who makes it; left out where that is no request of a person. */
  readonly giver?: Giver;
}

/** A token, without what it is. */
export interface TokenRecord {
  readonly id: string;
  readonly label: string;
  readonly scopes: string[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt?: Date;
  readonly revokedAt?: Date;
  /** Name and role of the person in whose name it acts; left out: of a program, a host, or a person who is gone. */
  readonly owner?: string;
  readonly ownerRole?: Role;
}

/** What an API token allows, or why it does not. */
export type TokenCheck =
  | {
      readonly state: 'valid';
      readonly id: string;
      readonly label: string;
      /** Without those of hosts that it speaks for no longer. */
      readonly scopes: readonly string[];
      /** Hosts whose access was given anew or taken away since this token was made: it speaks for them no longer. */
      readonly endedHosts: readonly string[];
      /** Left out: it belongs to a program or a host. */
      readonly owner?: TokenOwner;
    }
  | { readonly state: 'expired' | 'revoked' | 'unknown' };

/** A stolen login can make no more tokens than this. */
const MOST_TOKENS_OF_A_PERSON = 100;
/** The time of last use is written at most this often. */
const USE_NOTED_EVERY_SECONDS = 60;

const FROM_TOKENS = `SELECT token.id, token.label, token.scopes, token.created_by, token.created_at, token.expires_at, token.last_used_at,
         token.revoked_at, token.user_id, owner.name AS user_name, owner.role AS user_role
    FROM api_tokens token LEFT JOIN users owner ON owner.id = token.user_id AND owner.disabled_at IS NULL`;

const recordOf = (row: Row): TokenRecord =>
  present({
    id: row.id,
    label: row.label,
    scopes: fromJson<string[]>(row.scopes) ?? [],
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    owner: row.user_name ?? undefined,
    ownerRole: row.user_role ?? undefined,
  });

/** API tokens; only their sha256 is stored. */
export class ApiTokens {
  constructor(private readonly database: Database) {}

  /**
   * `token` is hashed here and forgotten. Of a person who is demoted or removed at this moment, or whose password is changed, none is
   * left: either that comes first, or it ends this one, too.
   * @throws Problem `resource.conflict` when a valid token has this label, or its person has a hundred; `auth.required`,
   * `auth.forbidden` when its maker may not any more
   */
  async createToken(token: string, details: NewToken, now: Date, sql?: Sql): Promise<TokenRecord> {
    return this.database.inTransaction(sql, (inside) => this.create(token, details, now, inside));
  }

  private async create(token: string, details: NewToken, now: Date, sql: Sql): Promise<TokenRecord> {
    const id = randomUUID();
    const { label, createdBy, userId = null, madeBy = null, giver } = details;
    if (giver !== undefined) await holdPower(sql, giver);
    if (userId !== null && userId !== giver?.userId) await holdPower(sql, { userId, needs: 'viewer' });
    if (userId !== null) await this.refuseTooMany(userId, now, sql);
    const tokens = sql.repositoryOf(ApiTokenRow);
    await tokens.update({ live_label: label, expires_at: LessThanOrEqual(now) }, { live_label: null });
    try {
      await tokens.insert({
        ...{ id, token_hash: sha256Hex(token), label, live_label: label, scopes: [...details.scopes] },
        ...{
          created_by: createdBy,
          created_at: now,
          expires_at: details.expiresAt,
          user_id: userId,
          made_by: madeBy,
        },
      });
    } catch (error) {
      throw isDuplicate(error)
        ? new Problem('resource.conflict', `There is a valid API token with the label ${label} already.`, {
            help: 'Choose another label, or revoke the token that has this one.',
          })
        : error;
    }
    const made = (await this.listed('WHERE token.id = ?', [id], sql))[0];
    return made!;
  }

  /** Looks a presented token up and notes that it was used. */
  async checkToken(token: string, now: Date): Promise<TokenCheck> {
    const [row] = await this.database.selectRows<Row>(`${FROM_TOKENS} WHERE token.token_hash = ?`, [
      sha256Hex(token),
    ]);
    if (row === undefined) return { state: 'unknown' };
    const owner = ownerOf(row);
    // With the person goes everything that acts in their name
    if (row.revoked_at !== null || (row.user_id !== null && owner === undefined)) return { state: 'revoked' };
    if (row.expires_at.getTime() <= now.getTime()) return { state: 'expired' };
    const noted = row.last_used_at?.getTime() ?? 0;
    if (now.getTime() - noted > USE_NOTED_EVERY_SECONDS * 1_000)
      await this.database.repositoryOf(ApiTokenRow).update({ id: row.id }, { last_used_at: now });
    const all = fromJson<string[]>(row.scopes) ?? [];
    const endedHosts = await this.endedHosts(row, all);
    const scopes = all.filter((scope) => !endedHosts.some((host) => scope === agentScope(host)));
    return { state: 'valid', id: row.id, label: row.label, scopes, endedHosts, ...(owner && { owner }) };
  }

  /** What was made while the access of its host ended is not revoked with it, but as old. */
  private async endedHosts({ id, created_at: createdAt }: Row, scopes: readonly string[]): Promise<string[]> {
    const hosts = hostsIn(scopes);
    if (hosts.length === 0) return [];
    const rows = await this.database.selectRows<StoredRow<HostAccessRow, 'host'>>(
      'SELECT host FROM host_access WHERE host IN (?) AND tokens_from >= ? AND NOT (token_id <=> ?) ORDER BY host',
      [hosts, createdAt, id],
    );
    return rows.map(({ host }) => host);
  }

  /** Newest first, revoked and expired ones included. @param of only those of this person */
  listTokens(of?: { readonly userId: string }): Promise<TokenRecord[]> {
    return of === undefined ? this.listed('', []) : this.listed('WHERE token.user_id = ?', [of.userId]);
  }

  private async refuseTooMany(userId: string, now: Date, sql: Sql): Promise<void> {
    const valid = await sql
      .repositoryOf(ApiTokenRow)
      .countBy({ user_id: userId, revoked_at: IsNull(), expires_at: MoreThan(now) });
    if (valid >= MOST_TOKENS_OF_A_PERSON)
      throw new Problem(
        'resource.conflict',
        `One person has at most ${MOST_TOKENS_OF_A_PERSON} valid API tokens.`,
        { help: 'Revoke one that is not needed any more, then make this one.' },
      );
  }

  private async listed(where: string, values: unknown[], sql: Sql = this.database): Promise<TokenRecord[]> {
    const rows = await sql.selectRows<Row>(
      `${FROM_TOKENS} ${where} ORDER BY token.created_at DESC, token.id DESC`,
      values,
    );
    return rows.map(recordOf);
  }

  /** From now on a token that belongs to no person acts in the name of this person. */
  async giveTo(id: string, userId: string, sql: Sql = this.database): Promise<void> {
    await sql.repositoryOf(ApiTokenRow).update({ id, user_id: IsNull() }, { user_id: userId });
  }

  /** Revokes a token and every token that was made with it. Empty when there is no such token or it was revoked before. */
  async revokeToken(id: string, now: Date, sql?: Sql): Promise<string[]> {
    return this.database.inTransaction(sql, (inside) => revokeWithMade(inside, 'id = ?', [id], now));
  }

  /** Revokes every token that is for the agent of this host alone, however it was made. @returns their ids */
  async revokeAgentsOf(host: string, now: Date, sql: Sql): Promise<string[]> {
    return revokeWithMade(sql, 'scopes = ?', [storableJson([agentScope(host)])], now);
  }
}

/** Revokes all tokens of a person, and those that were made with them. @returns their ids */
export const revokeTokensOf = (sql: Sql, userId: string, now: Date): Promise<string[]> =>
  revokeWithMade(sql, 'user_id = ?', [userId], now);

async function revokeWithMade(sql: Sql, which: string, values: unknown[], now: Date): Promise<string[]> {
  const revoked: string[] = [];
  const seen = new Set<string>();
  let found = await sql.selectRows<StoredRow<ApiTokenRow, 'id'>>(
    `SELECT id FROM api_tokens WHERE ${which}`,
    values,
  );
  while (found.length > 0) {
    const ids = found.map(({ id }) => id);
    for (const id of ids) seen.add(id);
    // What one of them is making at this moment is there once it is held
    const held = await sql.selectRows<StoredRow<ApiTokenRow, 'id' | 'revoked_at'>>(
      'SELECT id, revoked_at FROM api_tokens WHERE id IN (?) ORDER BY id FOR UPDATE',
      [ids],
    );
    revoked.push(...held.filter((one) => one.revoked_at === null).map(({ id }) => id));
    const made = await sql.selectRows<StoredRow<ApiTokenRow, 'id'>>(
      'SELECT id FROM api_tokens WHERE made_by IN (?)',
      [ids],
    );
    found = made.filter(({ id }) => !seen.has(id));
  }
  if (revoked.length > 0)
    await sql.repositoryOf(ApiTokenRow).update({ id: In(revoked) }, { revoked_at: now, live_label: null });
  return revoked;
}

const ownerOf = ({ user_id: id, user_name: name, user_role: role }: Row): TokenOwner | undefined =>
  id === null || name === null || role === null ? undefined : { id, name, role };
