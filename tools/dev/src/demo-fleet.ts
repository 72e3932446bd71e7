import path from 'node:path';
import { writeDemoFleet } from '@archivesmp/demo-fleet';
import type { PreparedFleet } from './prepared-fleet.js';
import type { StateFolder } from './state-folder.js';

/** The demo fleet in the state folder; what is changed in it stays until ./dev reset. */
export async function prepareDemoFleet(state: StateFolder): Promise<PreparedFleet> {
  const dir = state.filePath('fleets', 'demo');
  const { hosts, baselinesDir, deviationsFile } = await writeDemoFleet(dir);
  return {
    id: 'demo',
    label: 'the demo fleet',
    hosts: hosts.map((name) => ({ name, dataDir: path.join(dir, name, '.ampdata') })),
    desired: { baselinesDir, deviationsFile },
    notes: [],
  };
}
