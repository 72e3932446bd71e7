import { isDeepStrictEqual } from 'node:util';
import { BY_SCHEDULE } from '@archivesmp/contracts/actor';
import { TakeInventoryJob } from '@archivesmp/contracts/jobs';
import { distinctNames } from '@archivesmp/fleet';
import type {
  FileStores,
  StoredInstance,
  FleetStores,
  OperationEnd,
  OperationStores,
  SeenPlugin,
} from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';

/** So that the result of an operation stays small on a fleet of hundreds; the counts are whole. */
const NAMED_INSTANCES = 20;

/** Where one plugin runs, by the names that its JARs and folders have. What a JAR holds is not read. */
export interface InventoriedPlugin {
  readonly plugin: string;
  /** Instances with a JAR of it. */
  readonly installed: number;
  /** The first twenty of them. */
  readonly on: readonly string[];
  /** Instances with its folder and without a JAR: it ran there once, or its JAR has another name. */
  readonly foldersOnly: number;
}

/** What the last scans recorded of the plugins of the fleet. */
export interface Inventory {
  /** Instances of which a scan recorded what they run. */
  readonly scanned: number;
  /** Those that no scan looked at yet: what they run is not known, which is not the same as nothing. */
  readonly notScanned: readonly string[];
  readonly plugins: readonly InventoriedPlugin[];
}

/** Which plugins run where, sorted by name: the same inventory for the same fleet. */
export function inventoryOf(
  instances: readonly Pick<StoredInstance, 'id' | 'name' | 'host' | 'scannedAt'>[],
  seen: readonly Pick<SeenPlugin, 'instanceId' | 'plugin' | 'jar'>[],
): Inventory {
  const names = distinctNames(instances);
  const scanned = new Map<string, string>();
  const notScanned: string[] = [];
  for (const [index, { id, scannedAt }] of instances.entries())
    if (scannedAt === undefined) notScanned.push(names[index]!);
    else scanned.set(id, names[index]!);
  const plugins = new Map<string, { on: string[]; foldersOnly: number }>();
  for (const { instanceId, plugin, jar } of seen) {
    const name = scanned.get(instanceId);
    if (name === undefined) continue;
    const one = plugins.get(plugin) ?? { on: [], foldersOnly: 0 };
    if (jar === undefined) one.foldersOnly += 1;
    else one.on.push(name);
    plugins.set(plugin, one);
  }
  return {
    scanned: scanned.size,
    notScanned: notScanned.sort(),
    plugins: [...plugins]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([plugin, { on, foldersOnly }]) => ({
        ...{ plugin, installed: on.length, on: on.sort().slice(0, NAMED_INSTANCES), foldersOnly },
      })),
  };
}

/** What of the history an inventory needs. */
export interface InventoryStores {
  readonly fleet: Pick<FleetStores['fleet'], 'listInstances'>;
  readonly configFiles: Pick<FileStores['configFiles'], 'listPlugins'>;
  readonly operations: Pick<
    OperationStores['operations'],
    'findLatestOperation' | 'getOperation' | 'requestOperation' | 'startOperation' | 'endOperation'
  >;
}

/**
 * Records which plugins run where, as the last scans saw it: the result of an operation `plugins.take-inventory`. An inventory that
 * says the same as the one before is not recorded again. One that was begun and not ended is ended first.
 */
export class TakeInventory {
  constructor(
    private readonly history: InventoryStores,
    private readonly log: Pick<Log, 'info'>,
  ) {}

  /** Gives the id of the operation; undefined when nothing changed. @throws Problem of MariaDB, when trying again helps */
  async takeInventory(now: Date): Promise<string | undefined> {
    const { fleet, configFiles, operations } = this.history;
    const kind = TakeInventoryJob.name;
    const instances = await fleet.listInstances();
    const inventory = inventoryOf(instances, await configFiles.listPlugins());
    const last = await operations.findLatestOperation(kind);
    // Before the first discovery there is no fleet to say anything of.
    if (instances.length === 0 && last === undefined) return undefined;
    const isOpen = last !== undefined && last.finishedAt === undefined;
    const before = last && !isOpen ? await operations.getOperation(last.id) : undefined;
    if (before !== undefined && isDeepStrictEqual(before.result, inventory)) return undefined;
    const id = isOpen
      ? last.id
      : await operations.requestOperation({ kind, requestedBy: BY_SCHEDULE, jobs: () => [] }, now);
    const end: OperationEnd = { state: 'succeeded', result: inventory };
    if (!(await operations.startOperation(id, now)) || !(await operations.endOperation(id, end, now)))
      return undefined;
    const { scanned, notScanned, plugins } = inventory;
    const counts = { scanned, notScanned: notScanned.length, plugins: plugins.length };
    this.log.info({ operationId: id, ...counts }, 'the inventory of plugins changed');
    return id;
  }
}
