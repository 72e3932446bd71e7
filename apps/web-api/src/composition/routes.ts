import type { Type } from '@nestjs/common';
import { SessionController } from '../access/session.controller.js';
import { TokensController } from '../access/tokens.controller.js';
import { UsersController } from '../access/users.controller.js';
import { AuditController } from '../audit/audit.controller.js';
import { BackupCareController } from '../backups/backup-care.controller.js';
import { BackupsController } from '../backups/backups.controller.js';
import { AdoptBaselinesController } from '../baselines/adopt-baselines.controller.js';
import { BaselineCaptureController } from '../baselines/baseline-capture.controller.js';
import { BaselineRevisionsController } from '../baselines/baseline-revisions.controller.js';
import { BaselinesController } from '../baselines/baselines.controller.js';
import { DeviationsController } from '../baselines/deviations.controller.js';
import { DeploymentsController } from '../deployments/deployments.controller.js';
import { FleetActionsController } from '../deployments/fleet-actions.controller.js';
import { EventsController } from '../events/events.controller.js';
import { ExpectationProblemsController } from '../expectations/expectation-problems.controller.js';
import { ExplainController } from '../expectations/explain.controller.js';
import { RenderedController } from '../expectations/rendered.controller.js';
import { DriftController } from '../findings/drift.controller.js';
import { FindingDecisionsController } from '../findings/finding-decisions.controller.js';
import { FindingsController } from '../findings/findings.controller.js';
import { OutliersController } from '../findings/outliers.controller.js';
import { DiscoveriesController } from '../fleet/discoveries.controller.js';
import { HeartbeatsController } from '../fleet/heartbeats.controller.js';
import { HostsController } from '../fleet/hosts.controller.js';
import { InstanceDetailsController } from '../fleet/instance-details.controller.js';
import { InstancesController } from '../fleet/instances.controller.js';
import { OwnershipController } from '../fleet/ownership.controller.js';
import { HoldsController } from '../holds/holds.controller.js';
import { HostAccessController } from '../hosts/host-access.controller.js';
import { OperationsController } from '../operations/operations.controller.js';
import { LocalActionsController } from '../orders/local-actions.controller.js';
import { OrdersController } from '../orders/orders.controller.js';
import { PlansController } from '../plans/plans.controller.js';
import { AgentJobsController } from '../results/agent-jobs.controller.js';
import { ResultsController } from '../results/results.controller.js';
import { ScansController } from '../scans/scans.controller.js';
import { SettingsController } from '../settings/settings.controller.js';
import { WarningsController } from '../settings/warnings.controller.js';
import { StorageController } from '../storage/storage.controller.js';

/** All routes, in the order of the API document. Those with a name come before those with an id. */
export const ROUTES: Type[] = [
  SessionController,
  DriftController,
  FindingsController,
  ScansController,
  OutliersController,
  HostsController,
  InstancesController,
  InstanceDetailsController,
  DiscoveriesController,
  HeartbeatsController,
  HostAccessController,
  OwnershipController,
  BaselineCaptureController,
  AdoptBaselinesController,
  BaselinesController,
  BaselineRevisionsController,
  DeviationsController,
  ExpectationProblemsController,
  ExplainController,
  RenderedController,
  EventsController,
  OperationsController,
  AuditController,
  SettingsController,
  WarningsController,
  TokensController,
  UsersController,
  ResultsController,
  AgentJobsController,
  PlansController,
  DeploymentsController,
  FleetActionsController,
  HoldsController,
  OrdersController,
  LocalActionsController,
  FindingDecisionsController,
  BackupCareController,
  BackupsController,
  StorageController,
];
