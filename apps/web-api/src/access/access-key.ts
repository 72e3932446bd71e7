import { randomBytes } from 'node:crypto';
import { isSameText, sha256Hex } from '@archivesmp/digests';

/** Makes API tokens recognisable, so that one in a log or a commit is found by a search. */
const TOKEN_MARK = 'asmp_';

/** A new API token with 256 random bits. Shown once; only its sha256 is stored. */
export const newApiToken = (): string => TOKEN_MARK + randomBytes(32).toString('base64url');

/** A new session id or CSRF token with 256 random bits. */
export const newKey = (): string => randomBytes(32).toString('base64url');

/** Whether a key is the one a stored hash was made from, in constant time. */
export const keyMatches = (key: string, hash: string): boolean => isSameText(sha256Hex(key), hash);
