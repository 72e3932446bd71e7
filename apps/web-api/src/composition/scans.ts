import { FleetEventStream } from '@archivesmp/bus';
import { ScanRequests } from '@archivesmp/history';
import { DesiredStates } from '@archivesmp/hub-wiring';
import { LOG } from '@archivesmp/service-kit';
import type { Provider } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { RequestScan } from '../scans/request-scan.js';
import { built } from './built.js';

/** Scans: what is built of which parts. */
export const SCANS: Provider[] = [
  built(RequestScan, ScanRequests, KnownFleet, FleetEventStream, AuditTrail, DesiredStates, LOG),
];
