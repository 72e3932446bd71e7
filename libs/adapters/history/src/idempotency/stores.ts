import type { Database } from '../database/database.js';
import { IdempotencyKeys } from './idempotency-keys.js';

/** Requests that may be sent twice. */
export interface IdempotencyStores {
  readonly idempotencyKeys: IdempotencyKeys;
}

export const idempotencyStores = (database: Database): IdempotencyStores => ({
  idempotencyKeys: new IdempotencyKeys(database),
});
