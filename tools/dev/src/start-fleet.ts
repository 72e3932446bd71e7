import { agentAccess } from './agent-access.js';
import { builtProgram } from './checkout.js';
import { agentName } from './dev-session.js';
import type { DevHubClient } from './hub-client.js';
import type { PreparedFleet } from './prepared-fleet.js';
import type { DevProgress } from './progress.js';
import { runApp, type AppPlan, type AppStart } from './run-app.js';
import type { DevPorts, SettingsFiles } from './settings-files.js';
import type { StateFolder } from './state-folder.js';

const local = (port: number | undefined, path: string): string => `http://127.0.0.1:${port}${path}`;

/**
 * Starts panels, hub and agents, in this order: the simulator names the instances, the hub gives agents their access. True when all of
 * them ran already. Throws with the last log lines of the one that fails.
 */
export async function startFleet(
  state: StateFolder,
  fleet: PreparedFleet,
  files: SettingsFiles,
  ports: DevPorts,
  mark: string,
  hub: DevHubClient,
  progress: DevProgress,
  signal: AbortSignal,
): Promise<boolean> {
  const names = fleet.hosts.map(({ name }) => name);
  const starts: AppStart[] = [];
  const run = async (plan: AppPlan): Promise<string> => {
    signal.throwIfAborted();
    const start = await runApp(state, plan, mark);
    starts.push(start);
    return start;
  };
  const textOf = (text: string): string => text;
  const panels: AppPlan = {
    name: 'amp-panels',
    program: builtProgram('tools/amp-simulator'),
    settingsFile: files.panels,
    port: ports.panels[names[0]!]!,
    readyUrls: names.map((name) => local(ports.panels[name], '/simulator/control')),
  };
  await progress.step(`Simulated AMP panels of ${names.join(' and ')}`, () => run(panels), textOf);
  const hubPlan: AppPlan = {
    name: 'hub',
    program: builtProgram('apps/hub'),
    settingsFile: files.host,
    port: ports.hub,
    readyUrls: [`${hub.url}/health/ready`],
  };
  await progress.step('Hub', () => run(hubPlan), textOf);
  signal.throwIfAborted();
  const given = await agentAccess(state, fleet.id, names, hub);
  const agents = names.map((name): AppPlan => ({
    name: agentName(name),
    program: builtProgram('apps/client-agent'),
    settingsFile: files.agentOf(name, given[name]!),
    port: ports.agents[name]!,
    readyUrls: [local(ports.agents[name], '/health/ready')],
  }));
  await progress.step(
    `Agents of ${names.join(' and ')}`,
    async () => [...new Set(await Promise.all(agents.map(run)))].join(', '),
    textOf,
  );
  return starts.every((start) => start === 'kept');
}
