import { ChangeRequests, Snapshots } from '@archivesmp/artifacts';
import { FleetEventStream } from '@archivesmp/bus';
import { AgentOrders, FleetReads, History, PlanApprovals, Plans } from '@archivesmp/history';
import { AskAgent, ScanContradicted, SecretRules } from '@archivesmp/hub-wiring';
import { LOG } from '@archivesmp/service-kit';
import type { Provider } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { SETTINGS } from '../http/web-api.tokens.js';
import { DecideOnPlan } from '../plans/decide-on-plan.js';
import { ReadPlan } from '../plans/read-plan.js';
import { ReadPlannedChanges } from '../plans/read-planned-changes.js';
import { RecordChangeRequest } from '../plans/record-change-request.js';
import { StaleCheck } from '../plans/stale-check.js';
import { SecretsOfFiles } from '../secrets/secrets-of-files.js';
import { built } from './built.js';

/** Plans: what is built of which parts. */
export const PLANS: Provider[] = [
  built(DecideOnPlan, History, PlanApprovals, Plans, StaleCheck, ReadPlan, FleetEventStream, AuditTrail, LOG),
  built(ReadPlan, Plans, PlanApprovals, SecretRules),
  built(ReadPlannedChanges, Plans, Snapshots, SecretsOfFiles),
  built(RecordChangeRequest, History, Plans, ChangeRequests, AuditTrail, SETTINGS),
  built(StaleCheck, Plans, AgentOrders, FleetReads, AskAgent, Snapshots, SecretsOfFiles, ScanContradicted),
];
