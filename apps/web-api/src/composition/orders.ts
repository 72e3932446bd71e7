import { BackupObjects as StoredBackups, Snapshots } from '@archivesmp/artifacts';
import { FleetEventStream } from '@archivesmp/bus';
import {
  AgentOrders,
  Audit,
  BackupIndex,
  ConfigFileReads,
  DeploymentReads,
  FleetReads,
  History,
  Inspections,
  InstanceLeases,
  LocalActions,
  Outbox,
  RestartFlags,
} from '@archivesmp/history';
import { LOG } from '@archivesmp/service-kit';
import type { Provider } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { PowerInstances } from '../deployments/power-instances.js';
import { ActForHost } from '../orders/act-for-host.js';
import { ReceiveInspection } from '../orders/receive-inspection.js';
import { ReceiveOrderBackup } from '../orders/receive-order-backup.js';
import { ReceiveOutcome } from '../orders/receive-outcome.js';
import { ServeOrder } from '../orders/serve-order.js';
import { PACK_LIMITS } from '../results/read-pack.js';
import { built } from './built.js';

/** What agents are told to do, and what came of it: what is built of which parts. */
export const ORDERS: Provider[] = [
  built(
    ActForHost,
    History,
    FleetReads,
    PowerInstances,
    RestartFlags,
    InstanceLeases,
    LocalActions,
    AuditTrail,
  ),
  built(ReceiveInspection, Inspections, Outbox, Snapshots, PACK_LIMITS),
  built(
    ReceiveOrderBackup,
    ServeOrder,
    AgentOrders,
    DeploymentReads,
    FleetReads,
    ConfigFileReads,
    StoredBackups,
    BackupIndex,
    FleetEventStream,
    PACK_LIMITS,
    LOG,
  ),
  built(ReceiveOutcome, History, AgentOrders, Audit, LOG),
  built(ServeOrder, AgentOrders, Snapshots),
];
