import type { Database } from '../database/database.js';
import { Sessions } from './sessions.js';
import { Users } from './users.js';

/** People and their sessions. */
export interface AccountStores {
  readonly users: Users;
  readonly sessions: Sessions;
}

export const accountStores = (database: Database): AccountStores => ({
  users: new Users(database),
  sessions: new Sessions(database),
});
