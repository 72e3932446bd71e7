import {
  ConfigFileReads,
  DeploymentReads,
  FleetReads,
  Heartbeats,
  History,
  HostAccesses,
  InstanceClaims,
} from '@archivesmp/history';
import { LOG } from '@archivesmp/service-kit';
import type { Provider } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { AssignInstanceToHost } from '../fleet/assign-instance-to-host.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { KnownHosts } from '../fleet/known-hosts.js';
import { ReceiveHeartbeat } from '../fleet/receive-heartbeat.js';
import { SETTINGS } from '../http/web-api.tokens.js';
import { built } from './built.js';

/** The fleet as it stands: what is built of which parts. */
export const FLEET: Provider[] = [
  built(AssignInstanceToHost, History, DeploymentReads, KnownFleet, AuditTrail),
  built(KnownFleet, FleetReads, ConfigFileReads),
  built(KnownHosts, FleetReads, Heartbeats, HostAccesses, InstanceClaims, SETTINGS),
  built(ReceiveHeartbeat, Heartbeats, LOG),
];
