import { freePort, isAlive, isFreePort, processRecord } from '@archivesmp/private-services';
import type { StateFolder } from './state-folder.js';

const FILE = 'ports.json';

/**
 * The ports of one checkout, chosen once and remembered, so that a second start finds everything where it was. A port that
 * another program took meanwhile is chosen anew.
 */
export class RememberedPorts {
  private readonly known: Record<string, number>;

  constructor(private readonly state: StateFolder) {
    this.known = state.readJson<Record<string, number>>(FILE) ?? {};
  }

  /** `recordDir` holds the record of the process that may be listening on it already; it is called `name` unless told. */
  async portOf(name: string, recordDir: string, preferred?: number, process = name): Promise<number> {
    const record = processRecord(recordDir, process);
    const before = this.known[name];
    if (before !== undefined && record !== undefined && isAlive(record)) return before;
    const port = await this.firstFree(name, [before, preferred]);
    this.known[name] = port;
    this.state.writeJson(FILE, this.known);
    return port;
  }

  private async firstFree(name: string, candidates: (number | undefined)[]): Promise<number> {
    for (const port of candidates) {
      if (port === undefined) continue;
      const isUsed = Object.entries(this.known).some(([other, used]) => other !== name && used === port);
      if (!isUsed && (await isFreePort(port))) return port;
    }
    return freePort();
  }
}
