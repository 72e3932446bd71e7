import type { TokenView, UserView } from '@archivesmp/contracts/access';
import type { TokenRecord, UserRecord } from '@archivesmp/history';
import { isoTimes } from '../http/iso-times.js';

/** A person as the API shows them. */
export const userView = (user: UserRecord): UserView => isoTimes(user, 'createdAt');

/** A token as the API shows it: never the token itself. */
export const tokenView = (token: TokenRecord): TokenView =>
  isoTimes(token, 'createdAt', 'expiresAt', 'lastUsedAt', 'revokedAt');
