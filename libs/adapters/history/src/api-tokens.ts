import { createHash, randomUUID } from 'node:crypto';
import type { TokenView } from '@archivesmp/contracts/access';
import { fromJson, present, toIso, toIsoOrNothing } from './column-text.js';
import type { Database } from './database.js';

/** How tokens and session ids are stored: they are long and random, so one fast hash is enough. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Row {
  id: string;
  label: string;
  scopes: string;
  created_by: string;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

/** What an API token allows, or why it does not. */
export type TokenCheck =
  | {
      readonly state: 'valid';
      readonly id: string;
      readonly label: string;
      readonly scopes: readonly string[];
    }
  | { readonly state: 'expired' | 'revoked' | 'unknown' };

/** The time of last use is written at most this often. */
const USE_NOTED_EVERY_SECONDS = 60;

const COLUMNS = 'id, label, scopes, created_by, created_at, expires_at, last_used_at, revoked_at';

const viewOf = (row: Row): TokenView =>
  present({
    id: row.id,
    label: row.label,
    scopes: fromJson<string[]>(row.scopes) ?? [],
    createdBy: row.created_by,
    createdAt: toIso(row.created_at),
    expiresAt: toIso(row.expires_at),
    lastUsedAt: toIsoOrNothing(row.last_used_at),
    revokedAt: toIsoOrNothing(row.revoked_at),
  });

/** API tokens; only their sha256 is stored. */
export class ApiTokens {
  constructor(private readonly database: Database) {}

  /** `token` is hashed here and forgotten. */
  async createToken(
    token: string,
    about: {
      readonly label: string;
      readonly scopes: readonly string[];
      readonly createdBy: string;
      readonly expiresAt: Date;
    },
    now: Date,
  ): Promise<TokenView> {
    const id = randomUUID();
    await this.database.run(
      `INSERT INTO api_tokens (id, token_hash, label, scopes, created_by, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        sha256Hex(token),
        about.label,
        JSON.stringify(about.scopes),
        about.createdBy,
        now,
        about.expiresAt,
      ],
    );
    return {
      id,
      label: about.label,
      scopes: [...about.scopes],
      createdBy: about.createdBy,
      createdAt: toIso(now),
      expiresAt: toIso(about.expiresAt),
    };
  }

  /** Looks a presented token up and notes that it was used. */
  async checkToken(token: string, now: Date): Promise<TokenCheck> {
    const [row] = await this.database.rows<Row>(`SELECT ${COLUMNS} FROM api_tokens WHERE token_hash = ?`, [
      sha256Hex(token),
    ]);
    if (row === undefined) return { state: 'unknown' };
    if (row.revoked_at !== null) return { state: 'revoked' };
    if (row.expires_at.getTime() <= now.getTime()) return { state: 'expired' };
    const noted = row.last_used_at?.getTime() ?? 0;
    if (now.getTime() - noted > USE_NOTED_EVERY_SECONDS * 1_000)
      await this.database.run('UPDATE api_tokens SET last_used_at = ? WHERE id = ?', [now, row.id]);
    return { state: 'valid', id: row.id, label: row.label, scopes: fromJson<string[]>(row.scopes) ?? [] };
  }

  /** Newest first, revoked and expired ones included. */
  async listTokens(): Promise<TokenView[]> {
    const rows = await this.database.rows<Row>(
      `SELECT ${COLUMNS} FROM api_tokens ORDER BY created_at DESC, id DESC`,
    );
    return rows.map(viewOf);
  }

  /** false when there is no such token or it was revoked before. */
  async revokeToken(id: string, now: Date): Promise<boolean> {
    return (
      (await this.database.run('UPDATE api_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [
        now,
        id,
      ])) > 0
    );
  }
}
