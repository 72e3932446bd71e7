export { AgentSettings, hubAddress } from './agent-settings.js';
export { clientAgent } from './client-agent.service.js';
