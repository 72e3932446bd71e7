export { DeploymentOrchestratorModule } from './deployment-orchestrator.module.js';
export { deploymentOrchestrator } from './deployment-orchestrator.service.js';
