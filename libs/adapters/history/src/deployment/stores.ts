import type { Database } from '../database/database.js';
import { AgentOrders } from './agent-orders.js';
import { DeploymentInstances } from './deployment-instances.js';
import { DeploymentSteps } from './deployment-steps.js';
import { DeploymentReads } from './deployment.read-model.js';
import { Deployments } from './deployments.js';
import { Inspections } from './inspections.js';
import { SharedRestarts } from './shared-restarts.js';

/** Deployments, what agents are told and asked, and what restarts are shared. */
export interface DeploymentStores {
  readonly deployments: Deployments;
  readonly deploymentReads: DeploymentReads;
  readonly deploymentInstances: DeploymentInstances;
  readonly deploymentSteps: DeploymentSteps;
  readonly orders: AgentOrders;
  readonly inspections: Inspections;
  readonly sharedRestarts: SharedRestarts;
}

export const deploymentStores = (database: Database): DeploymentStores => ({
  deployments: new Deployments(database),
  deploymentReads: new DeploymentReads(database),
  deploymentInstances: new DeploymentInstances(database),
  deploymentSteps: new DeploymentSteps(database),
  orders: new AgentOrders(database),
  inspections: new Inspections(database),
  sharedRestarts: new SharedRestarts(database),
});
