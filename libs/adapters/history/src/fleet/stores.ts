import type { Database } from '../database/database.js';
import { FleetDiscovery } from './discovery.js';
import { FleetReads } from './fleet.read-model.js';
import { Heartbeats } from './heartbeats.js';
import { InstanceClaims } from './instance-claims.js';
import { InstanceHealth } from './instance-health.js';

/** Hosts, instances and how they are. */
export interface FleetStores {
  readonly discovery: FleetDiscovery;
  readonly fleet: FleetReads;
  readonly heartbeats: Heartbeats;
  readonly claims: InstanceClaims;
  readonly health: InstanceHealth;
}

export const fleetStores = (database: Database): FleetStores => ({
  discovery: new FleetDiscovery(database),
  fleet: new FleetReads(database),
  heartbeats: new Heartbeats(database),
  claims: new InstanceClaims(database),
  health: new InstanceHealth(database),
});
