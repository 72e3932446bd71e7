import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Makes API tokens recognisable, so that one in a log or a commit is found by a search. */
const TOKEN_MARK = 'asmp_';

/** A new API token with 256 random bits. Shown once; only its sha256 is stored. */
export const newApiToken = (): string => TOKEN_MARK + randomBytes(32).toString('base64url');

/** A new session id or CSRF token with 256 random bits. */
export const newKey = (): string => randomBytes(32).toString('base64url');

/** sha256 in lower-case hex: what is stored of tokens and session ids. Random keys need no slow hash. */
export const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Whether a key is the one a stored hash was made from, in constant time. */
export function keyMatches(key: string, hash: string): boolean {
  const own = Buffer.from(hashKey(key));
  const stored = Buffer.from(hash);
  return own.length === stored.length && timingSafeEqual(own, stored);
}
