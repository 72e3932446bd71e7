import type { Database } from '../database/database.js';
import { Holds } from './holds.js';
import { InstanceLeases } from './instance-leases.js';
import { LocalActions } from './local-actions.js';
import { RestartFlags } from './restart-flags.js';

/** What keeps an instance from being changed, and that it needs a restart. */
export interface HoldStores {
  readonly leases: InstanceLeases;
  readonly holds: Holds;
  readonly restartFlags: RestartFlags;
  readonly localActions: LocalActions;
}

export const holdStores = (database: Database): HoldStores => ({
  leases: new InstanceLeases(database),
  holds: new Holds(database),
  restartFlags: new RestartFlags(database),
  localActions: new LocalActions(database),
});
