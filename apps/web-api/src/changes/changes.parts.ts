import { Backups as StoredBackups, PlanRequests } from '@archivesmp/artifacts';
import {
  AgentOrders,
  Backups,
  DeploymentInstances,
  DeploymentReads,
  Deployments,
  FindingReviews,
  History,
  Holds,
  IdempotencyKeys,
  Inspections,
  InstanceLeases,
  LocalActions,
  PlanApprovals,
  Plans,
  RestartFlags,
  WrittenSinceLook,
} from '@archivesmp/history';
import type { Provider } from '@nestjs/common';
import { part } from '../connection-part.js';
import { FindingDecisionsController } from '../drift/finding-decisions.controller.js';
import { FindingOnInstance } from '../drift/finding-on-instance.js';
import { IgnoreFindingUseCase } from '../drift/ignore-finding.js';
import { MarkRollingOut } from '../drift/mark-rolling-out.js';
import { UndoIgnore } from '../drift/undo-ignore.js';
import { UndoKeepAsIntended } from '../drift/undo-keep.js';
import { KeepAsIntended } from '../drift/keep-as-intended.js';
import { ActForHost } from './act-for-host.js';
import { AcceptDeployment } from './accept-deployment.js';
import { DecidePlanUseCase } from './decide-plan.js';
import { DeployDrift } from './deploy-drift.js';
import { DeploymentsController } from './deployments.controller.js';
import { FleetActionsController } from './fleet-actions.controller.js';
import { GuardsController } from './guards.controller.js';
import { LocalActionsController } from './local-actions.controller.js';
import { LaterChanges } from './later-changes.js';
import { OnceInterceptor } from './once.interceptor.js';
import { OrdersController } from './orders.controller.js';
import { PowerInstances } from './power-instances.js';
import { PlansController } from './plans.controller.js';
import { ReadPlan } from './read-plan.js';
import { ReadPlannedChanges } from './read-planned-changes.js';
import { ReceiveInspection } from './receive-inspection.js';
import { ReceiveOrderBackup } from './receive-order-backup.js';
import { ReceiveOutcome } from './receive-outcome.js';
import { RequestPlanUseCase } from './request-plan.js';
import { RollBack } from './roll-back.js';
import { ServeOrder } from './serve-order.js';
import { StaleCheck } from './stale-check.js';
import { StartDeploymentUseCase } from './start-deployment.js';
import { SteerDeploymentUseCase } from './steer-deployment.js';

/** Routes of changing a fleet. */
export const CHANGE_CONTROLLERS = [
  PlansController,
  DeploymentsController,
  FleetActionsController,
  GuardsController,
  OrdersController,
  LocalActionsController,
  FindingDecisionsController,
];

/** Use cases behind them. */
export const CHANGE_USE_CASES = [
  OnceInterceptor,
  AcceptDeployment,
  StaleCheck,
  RequestPlanUseCase,
  ReadPlan,
  ReadPlannedChanges,
  DecidePlanUseCase,
  StartDeploymentUseCase,
  SteerDeploymentUseCase,
  RollBack,
  LaterChanges,
  PowerInstances,
  ActForHost,
  DeployDrift,
  ServeOrder,
  ReceiveOrderBackup,
  ReceiveOutcome,
  ReceiveInspection,
  FindingOnInstance,
  KeepAsIntended,
  MarkRollingOut,
  UndoIgnore,
  UndoKeepAsIntended,
  IgnoreFindingUseCase,
];

/** The parts of the connections that they need. */
export const CHANGE_PARTS: Provider[] = [
  part(History, ({ history }) => history),
  part(IdempotencyKeys, ({ history }) => history.idempotencyKeys),
  part(Plans, ({ history }) => history.plans),
  part(PlanApprovals, ({ history }) => history.planApprovals),
  part(Deployments, ({ history }) => history.deployments),
  part(WrittenSinceLook, ({ history }) => history.writtenSinceLook),
  part(DeploymentReads, ({ history }) => history.deploymentReads),
  part(DeploymentInstances, ({ history }) => history.deploymentInstances),
  part(AgentOrders, ({ history }) => history.orders),
  part(Inspections, ({ history }) => history.inspections),
  part(FindingReviews, ({ history }) => history.findingReviews),
  part(Holds, ({ history }) => history.holds),
  part(RestartFlags, ({ history }) => history.restartFlags),
  part(InstanceLeases, ({ history }) => history.leases),
  part(LocalActions, ({ history }) => history.localActions),
  part(Backups, ({ history }) => history.backups),
  part(StoredBackups, ({ artifacts }) => artifacts.backups),
  part(PlanRequests, ({ artifacts }) => artifacts.planRequests),
];
