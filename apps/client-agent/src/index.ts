export { AGENT_SETTINGS_PATH, AgentSettings, hubAddress } from './agent-settings.js';
export { clientAgent } from './client-agent.service.js';
