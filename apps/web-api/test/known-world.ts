import { randomUUID } from 'node:crypto';
import type { History, ObservedFinding, ObservedInstance } from '@archivesmp/history';
import { SEVERITIES } from '@archivesmp/contracts/vocabulary';

const LATER = 3_600_000;
const SELECT = { extensions: ['yml'], maxBytes: 1_000_000, unmanaged: [] };

export interface TestInstance {
  readonly id: string;
  readonly name: string;
  readonly host: string;
}

/** BENT01 and CREA01 on hetzner, SMP201 on ovh, as discovery writes them. */
export async function discoverKnownFleet(history: History): Promise<TestInstance[]> {
  const instances = [
    { id: randomUUID(), name: 'BENT01', host: 'hetzner' },
    { id: randomUUID(), name: 'CREA01', host: 'hetzner' },
    { id: randomUUID(), name: 'SMP201', host: 'ovh' },
  ];
  await history.discovery.recordDiscovery(
    {
      instances: instances.map((one) => ({
        ...one,
        friendlyName: `The ${one.name}`,
        platform: 'paper' as const,
        folder: one.name,
      })),
      completeHosts: ['hetzner', 'ovh'],
    },
    new Date(),
  );
  return instances;
}

/** A running scan that waits for these instances. */
export async function waitingScan(history: History, instances: readonly TestInstance[]): Promise<string> {
  const now = new Date();
  const { id } = await history.scanRequests.recordScanRequest({}, 'mia', now);
  const targets = instances.map(({ id: instanceId, host, name }) => ({ instanceId, host, folder: name }));
  const answerBy = new Date(now.getTime() + LATER);
  await history.scanProgress.startScan(id, { targets, answerBy, select: SELECT }, now);
  return id;
}

/** A difference; `number` decides its key and severity. */
export const aDifference = (number: number, more: Partial<ObservedFinding> = {}): ObservedFinding => ({
  plugin: number % 2 === 0 ? 'CMI' : 'LuckPerms',
  file: 'config.yml',
  path: ['Settings', `key${number}`],
  kind: 'wrong_value',
  status: 'drift',
  severity: SEVERITIES[number % SEVERITIES.length]!,
  expected: true,
  actual: false,
  decidedBy: { scope: 'baseline' },
  priority: 200,
  reason: 'universal baseline',
  ...more,
});

/** A completed scan that found exactly this on these instances. */
export async function scannedFleet(
  history: History,
  instances: readonly TestInstance[],
  seen: (instance: TestInstance) => Partial<ObservedInstance>,
): Promise<string> {
  const scanId = await waitingScan(history, instances);
  const now = new Date();
  for (const one of instances) {
    const counts = { host: one.host, files: 1, unreadable: 0 };
    await history.scanProgress.acceptManifest(scanId, one.id, counts, now);
    await history.scanProgress.markAnswered(scanId, one.id, new Date(now.getTime() + LATER), now);
    await history.scanResults.recordInstanceResult(
      { scanId, instanceId: one.id, findings: [], files: [], plugins: [], unknownFiles: [], ...seen(one) },
      now,
    );
  }
  const [first] = instances;
  const outlier = {
    instanceId: first!.id,
    plugin: 'CMI',
    file: 'config.yml',
    path: ['ReSpawn', 'Enabled'],
    value: false,
    majority: true,
    agree: 2,
    of: 3,
  };
  const tie = {
    plugin: 'CMI',
    file: 'config.yml',
    path: ['Spawn', 'Delay'],
    among: 'everywhere',
    of: instances.length,
    choices: instances.map(({ id }, number) => ({ value: number, instanceIds: [id] })),
  };
  await history.scanResults.completeScan(scanId, [outlier], {}, now, [tie]);
  return scanId;
}
