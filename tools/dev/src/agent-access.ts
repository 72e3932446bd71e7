import { parse } from 'yaml';
import type { DevHubClient } from './hub-client.js';
import type { StateFolder } from './state-folder.js';

/** What the hub gave the agents of one fleet. */
interface GivenAccess {
  fleetId: string;
  /** Where that hub listened: the files name it. */
  hubUrl: string;
  /** By host: the agent.yaml as the hub made it. */
  files: Record<string, string>;
}

const FILE = 'agent-access.json';

/**
 * The agent.yaml of each host, as `asmp host add` prints it: given once and kept. Anew for another fleet: the servers of all fleets are
 * the same Redis, where a host of the same name has one account; for a hub that listens elsewhere now; and where it was rotated
 * or revoked meanwhile.
 * @returns the files by host
 * @throws Error with the hub's own sentence
 */
export async function agentAccess(
  state: StateFolder,
  fleetId: string,
  hosts: readonly string[],
  hub: Pick<DevHubClient, 'giveAccess' | 'knows' | 'url'>,
): Promise<Readonly<Record<string, string>>> {
  const known = state.readJson<GivenAccess>(FILE);
  const isSame = known?.fleetId === fleetId && known.hubUrl === hub.url;
  const given: GivenAccess = isSame ? known : { fleetId, hubUrl: hub.url, files: {} };
  for (const host of hosts) {
    const file = given.files[host];
    if (file === undefined || !(await hub.knows((parse(file) as { token: string }).token)))
      given.files[host] = await hub.giveAccess(host);
  }
  state.writeJson(FILE, given);
  return given.files;
}
