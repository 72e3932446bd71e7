/** What is recorded of what the agent of a host logs in with. */
export interface RecordedHostAccess {
  readonly givenAt: Date;
  /** Tokens of its agent that are older count no more. */
  readonly tokensFrom: Date;
  /** Its token; left out when that is no longer on record. */
  readonly token?: { readonly expiresAt: Date; readonly revokedAt?: Date };
}

/** The status of an access, and since when it is so. */
export interface HostAccessSince {
  readonly state: 'given' | 'expired' | 'revoked';
  readonly since: Date;
}

/** Whether an access holds at the moment `now`. A token that is no longer on record counts as revoked. */
export function hostAccessState(
  { givenAt, tokensFrom, token }: RecordedHostAccess,
  now: Date,
): HostAccessSince {
  if (token === undefined) return { state: 'revoked', since: tokensFrom };
  const { expiresAt, revokedAt } = token;
  if (revokedAt !== undefined)
    return { state: 'revoked', since: revokedAt > tokensFrom ? revokedAt : tokensFrom };
  return expiresAt <= now ? { state: 'expired', since: expiresAt } : { state: 'given', since: givenAt };
}
