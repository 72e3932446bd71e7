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
import { part } from './connection-part.js';
import { FindingDecisionsController } from './findings/finding-decisions.controller.js';
import { FindingOnInstance } from './findings/finding-on-instance.js';
import { IgnoreFindingUseCase } from './findings/ignore-finding.js';
import { MarkRollingOut } from './findings/mark-rolling-out.js';
import { UndoIgnore } from './findings/undo-ignore.js';
import { UndoKeepAsIntended } from './findings/undo-keep.js';
import { KeepAsIntended } from './findings/keep-as-intended.js';
import { ActForHost } from './orders/act-for-host.js';
import { AcceptDeployment } from './deployments/accept-deployment.js';
import { DecidePlanUseCase } from './plans/decide-plan.js';
import { DeployDrift } from './deployments/deploy-drift.js';
import { DeploymentsController } from './deployments/deployments.controller.js';
import { FleetActionsController } from './deployments/fleet-actions.controller.js';
import { GuardsController } from './holds/guards.controller.js';
import { LocalActionsController } from './orders/local-actions.controller.js';
import { LaterChanges } from './deployments/later-changes.js';
import { OnceInterceptor } from './http/once.interceptor.js';
import { OrdersController } from './orders/orders.controller.js';
import { PowerInstances } from './deployments/power-instances.js';
import { PlansController } from './plans/plans.controller.js';
import { ReadPlan } from './plans/read-plan.js';
import { ReadPlannedChanges } from './plans/read-planned-changes.js';
import { ReceiveInspection } from './orders/receive-inspection.js';
import { ReceiveOrderBackup } from './orders/receive-order-backup.js';
import { ReceiveOutcome } from './orders/receive-outcome.js';
import { RequestPlanUseCase } from './plans/request-plan.js';
import { RollBack } from './deployments/roll-back.js';
import { ServeOrder } from './orders/serve-order.js';
import { StaleCheck } from './plans/stale-check.js';
import { StartDeploymentUseCase } from './deployments/start-deployment.js';
import { SteerDeploymentUseCase } from './deployments/steer-deployment.js';

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
