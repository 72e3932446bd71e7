import type { StoredInstance, Operation, SeenPlugin } from '@archivesmp/history';
import { describe, expect, it } from 'vitest';
import { inventoryOf, TakeInventory, type InventoryStores } from './take-inventory.js';

const NOW = new Date('2026-11-30T12:00:00Z');
const instance = (name: string, more: Partial<StoredInstance> = {}): StoredInstance => ({
  ...{ id: `id of ${name}`, name, friendlyName: name, host: 'hetzner', platform: 'paper', folder: name },
  ...{ tags: [], scannedAt: NOW, ...more },
});
const seen = (name: string, plugin: string, jar?: string): SeenPlugin => ({
  ...{ instanceId: `id of ${name}`, plugin, hasFolder: true, firstSeenAt: NOW.toISOString() },
  ...(jar !== undefined && { jar }),
});

describe('the inventory of plugins', () => {
  it('tells a plugin with a JAR from one of which only the folder is left', () => {
    const plugins = [seen('BENT01', 'CMI', 'plugins/CMI-9.7.jar'), seen('EVO01', 'CMI')];
    expect(inventoryOf([instance('BENT01'), instance('EVO01')], plugins)).toEqual({
      scanned: 2,
      notScanned: [],
      plugins: [{ plugin: 'CMI', installed: 1, on: ['BENT01'], foldersOnly: 1 }],
    });
  });

  it('names instances that no scan looked at, and does not say that they run nothing', () => {
    const { scannedAt, ...never } = instance('NEW01');
    expect(scannedAt).toBeDefined();
    expect(inventoryOf([never, instance('BENT01')], [])).toEqual({
      ...{ scanned: 1, notScanned: ['NEW01'], plugins: [] },
    });
    const left = seen('NEW01', 'CMI', 'plugins/CMI.jar');
    expect(inventoryOf([never], [left])).toMatchObject({ scanned: 0, plugins: [] });
  });

  it('leaves out what is recorded of an instance that is gone', () =>
    expect(inventoryOf([instance('BENT01')], [seen('GONE01', 'CMI', 'plugins/CMI.jar')]).plugins).toEqual(
      [],
    ));

  it('tells instances of one name apart by their hosts', () => {
    const twice = [instance('BENT01'), instance('BENT01', { id: 'other', host: 'ovh' })];
    const plugins = [
      seen('BENT01', 'CMI', 'a.jar'),
      { instanceId: 'other', plugin: 'CMI', jar: 'plugins/CMI.jar' },
    ];
    expect(inventoryOf(twice, plugins).plugins[0]?.on).toEqual(['BENT01@hetzner', 'BENT01@ovh']);
  });

  it('counts all and names twenty, in an order that does not depend on the database', () => {
    const many = Array.from({ length: 23 }, (_, index) => instance(`S${String(index).padStart(2, '0')}`));
    const plugins = many.flatMap(({ name }) => [seen(name, 'Vault', 'v.jar'), seen(name, 'CMI', 'c.jar')]);
    const inventory = inventoryOf(many, plugins);
    expect(inventory.plugins.map(({ plugin, installed, on }) => [plugin, installed, on.length])).toEqual([
      ['CMI', 23, 20],
      ['Vault', 23, 20],
    ]);
    expect(inventoryOf([...many].reverse(), [...plugins].reverse())).toEqual(inventory);
  });
});

/** The operations of a history, as far as an inventory needs them. */
class FakeOperations implements Record<keyof InventoryStores['operations'], unknown> {
  readonly recorded: Operation[] = [];

  findLatestOperation: InventoryStores['operations']['findLatestOperation'] = async (kind) => {
    const last = this.recorded.filter((one) => one.kind === kind).at(-1);
    if (last === undefined) return undefined;
    const { id, state, finishedAt } = last;
    return { id, state, requestedAt: NOW, ...(finishedAt && { finishedAt: new Date(finishedAt) }) };
  };
  getOperation: InventoryStores['operations']['getOperation'] = async (id) =>
    this.recorded.find((one) => one.id === id);
  requestOperation: InventoryStores['operations']['requestOperation'] = async ({ kind, requestedBy }) => {
    this.recorded.push(operation(`operation ${this.recorded.length + 1}`, kind, requestedBy));
    return this.recorded.at(-1)!.id;
  };
  startOperation: InventoryStores['operations']['startOperation'] = async (id) =>
    this.recorded.some((one) => one.id === id && one.finishedAt === undefined);
  endOperation: InventoryStores['operations']['endOperation'] = async (id, { state, result }, now) => {
    const index = this.recorded.findIndex((one) => one.id === id && one.finishedAt === undefined);
    if (index < 0) return false;
    // MariaDB gives back what was written as JSON.
    const stored = JSON.parse(JSON.stringify(result)) as object;
    const ended = { ...this.recorded[index]!, state, result: stored, finishedAt: now.toISOString() };
    this.recorded[index] = ended;
    return true;
  };
}

const operation = (id: string, kind: string, requestedBy: string): Operation => ({
  ...{ id, kind, state: 'requested', requestedBy, requestedAt: NOW.toISOString() },
});

describe('taking inventory', () => {
  const fleetWith = (plugins: SeenPlugin[], instances = [instance('BENT01')]) => {
    const operations = new FakeOperations();
    const stores: InventoryStores = {
      operations,
      fleet: { listInstances: async () => instances },
      configFiles: { listPlugins: async () => plugins },
    };
    const lines: unknown[] = [];
    const log = { info: (facts: unknown) => void lines.push(facts) };
    const taking = new TakeInventory(stores, log);
    return { operations, plugins, lines, take: () => taking.takeInventory(NOW) };
  };

  it('is recorded once while nothing changes, and again when a plugin came', async () => {
    const fleet = fleetWith([seen('BENT01', 'CMI', 'plugins/CMI.jar')]);
    expect(await fleet.take()).toBe('operation 1');
    expect(await fleet.take()).toBeUndefined();
    fleet.plugins.push(seen('BENT01', 'Vault', 'plugins/Vault.jar'));
    expect(await fleet.take()).toBe('operation 2');
    expect(
      fleet.operations.recorded.map(({ result }) => (result as { plugins: object[] }).plugins.length),
    ).toEqual([1, 2]);
    expect(fleet.lines).toEqual([
      { operationId: 'operation 1', scanned: 1, notScanned: 0, plugins: 1 },
      { operationId: 'operation 2', scanned: 1, notScanned: 0, plugins: 2 },
    ]);
  });

  it('says nothing of a fleet that was not discovered yet, and later that it became empty', async () => {
    const fleet = fleetWith([], []);
    expect(await fleet.take()).toBeUndefined();
    fleet.operations.recorded.push(operation('begun', 'plugins.take-inventory', 'schedule'));
    expect(await fleet.take()).toBe('begun');
  });

  it('ends an operation that a process began and did not end, and asks for no other', async () => {
    const fleet = fleetWith([seen('BENT01', 'CMI')]);
    fleet.operations.recorded.push(operation('begun', 'plugins.take-inventory', 'schedule'));
    expect(await fleet.take()).toBe('begun');
    expect(fleet.operations.recorded).toMatchObject([
      { id: 'begun', state: 'succeeded', result: { scanned: 1 } },
    ]);
  });

  it('says nothing when another process ended it meanwhile', async () => {
    const fleet = fleetWith([]);
    fleet.operations.startOperation = async () => false;
    expect(await fleet.take()).toBeUndefined();
    expect(fleet.lines).toEqual([]);
  });
});
