import 'reflect-metadata';
import { bootService, loadSettings, runServices } from '@archivesmp/service-kit';
import { AGENT_SETTINGS_PATH, AgentSettings } from './agent-settings.js';
import { clientAgent } from './client-agent.service.js';

/** Boots the agent from the command line and runs until a signal. */
export function runAgent(): Promise<void> {
  return runServices(async () => {
    const source = { argv: process.argv.slice(2), env: process.env, defaultPath: AGENT_SETTINGS_PATH };
    return [await bootService(clientAgent, loadSettings(AgentSettings, source))];
  });
}
