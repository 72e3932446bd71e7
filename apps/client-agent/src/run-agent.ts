import 'reflect-metadata';
import { runService } from '@archivesmp/service-kit';
import { AGENT_SETTINGS_PATH, AgentSettings } from './agent-settings.js';
import { clientAgent } from './client-agent.service.js';

/** Boots the agent from the command line and runs until a signal. */
export const runAgent = (): Promise<void> => runService(clientAgent, AgentSettings, AGENT_SETTINGS_PATH);
