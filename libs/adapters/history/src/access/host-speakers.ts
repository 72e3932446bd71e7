import { fromJson } from '../database/column-text.js';
import type { Sql } from '../database/database.js';
import type { ApiTokenRow } from './api-token.entity.js';
import type { HostAccessRow } from './host-access.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** A token that speaks for a host. */
export interface HostSpeaker {
  readonly host: string;
  readonly tokenId: string;
  readonly label: string;
  readonly createdAt: Date;
}

/** What the scope of a host's agent begins with. */
const AGENT = 'agent:';

/** The scope of the agent of a host. */
export const agentScope = (host: string): string => `${AGENT}${host}`;

/** The hosts whose agent has one of these scopes. */
export const hostsIn = (scopes: readonly string[]): string[] =>
  scopes.filter((scope) => scope.startsWith(AGENT)).map((scope) => scope.slice(AGENT.length));

type TokenRow = StoredRow<ApiTokenRow, 'id' | 'label' | 'scopes' | 'created_at'>;

type AccessRow = StoredRow<HostAccessRow, 'host' | 'token_id' | 'tokens_from'>;

/**
 * Every token that an agent may log in with now, once for each host that it speaks for, oldest first: neither revoked nor expired, not
 * older than what ended the access of the host, and of no person or of an admin.
 */
export async function hostSpeakers(sql: Sql, now: Date): Promise<HostSpeaker[]> {
  const tokens = await sql.selectRows<TokenRow>(
    `SELECT token.id, token.label, token.scopes, token.created_at
       FROM api_tokens token LEFT JOIN users owner ON owner.id = token.user_id AND owner.disabled_at IS NULL
      WHERE token.revoked_at IS NULL AND token.expires_at > ? AND token.scopes LIKE ?
        AND (token.user_id IS NULL OR owner.role = 'admin')
      ORDER BY token.created_at, token.id`,
    [now, `%"${AGENT}%`],
  );
  const accesses = new Map(
    (await sql.selectRows<AccessRow>('SELECT host, token_id, tokens_from FROM host_access')).map((row) => [
      row.host,
      row,
    ]),
  );
  return tokens.flatMap(({ id, label, scopes, created_at: createdAt }) =>
    hostsIn(fromJson<string[]>(scopes) ?? [])
      .filter((host) => {
        const access = accesses.get(host);
        return access === undefined || access.token_id === id || access.tokens_from < createdAt;
      })
      .map((host) => ({ host, tokenId: id, label, createdAt })),
  );
}
