import { FleetEventStream } from '@archivesmp/bus';
import {
  DeploymentInstances,
  DeploymentReads,
  Deployments,
  FindingReads,
  FleetReads,
  History,
  Holds,
  PlanApprovals,
  Plans,
  RestartFlags,
} from '@archivesmp/history';
import { LOG } from '@archivesmp/service-kit';
import type { Provider } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { AcceptDeployment } from '../deployments/accept-deployment.js';
import { DeployDrift } from '../deployments/deploy-drift.js';
import { LaterChanges } from '../deployments/later-changes.js';
import { PowerInstances } from '../deployments/power-instances.js';
import { RollBack } from '../deployments/roll-back.js';
import { StartApprovedPlan } from '../deployments/start-approved-plan.js';
import { ControlDeployment } from '../deployments/control-deployment.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { SETTINGS } from '../http/web-api.tokens.js';
import { RecordChangeRequest } from '../plans/record-change-request.js';
import { StaleCheck } from '../plans/stale-check.js';
import { built } from './built.js';

/** Deployments: what is built of which parts. */
export const DEPLOYMENTS: Provider[] = [
  built(AcceptDeployment, History, Deployments, DeploymentReads, AuditTrail),
  built(DeployDrift, FindingReads, KnownFleet, RecordChangeRequest),
  built(LaterChanges, DeploymentReads, Plans),
  built(PowerInstances, FleetReads, KnownFleet, RestartFlags, Holds, AcceptDeployment),
  built(RollBack, DeploymentReads, LaterChanges, AcceptDeployment),
  built(StartApprovedPlan, Plans, PlanApprovals, StaleCheck, Holds, AcceptDeployment, AuditTrail, SETTINGS),
  built(
    ControlDeployment,
    History,
    Deployments,
    DeploymentInstances,
    DeploymentReads,
    FleetEventStream,
    AuditTrail,
    LOG,
  ),
];
