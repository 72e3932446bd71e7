import type { Database } from '../database/database.js';
import { Outbox } from './outbox.js';

/** Jobs that were committed with the rows they belong to. */
export interface OutboxStores {
  readonly outbox: Outbox;
}

export const outboxStores = (database: Database): OutboxStores => ({
  outbox: new Outbox(database),
});
