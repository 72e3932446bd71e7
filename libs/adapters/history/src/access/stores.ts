import type { Database } from '../database/database.js';
import { ApiTokens } from './api-tokens.js';
import { HostAccesses } from './host-access.js';

/** What tokens and agents log in with. */
export interface AccessStores {
  readonly hostAccess: HostAccesses;
  readonly tokens: ApiTokens;
}

export const accessStores = (database: Database): AccessStores => ({
  hostAccess: new HostAccesses(database),
  tokens: new ApiTokens(database),
});
