import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isUuid } from '@archivesmp/contracts/uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverInstances } from './discover-instances.js';
import { derivedInstanceId } from './instance-id.js';

const ID = '0f8247da-f1c9-4898-a806-8017beeb15e7';
let root: string;

async function put(relative: string, content = ''): Promise<void> {
  await mkdir(path.dirname(path.join(root, relative)), { recursive: true });
  await writeFile(path.join(root, relative), content);
}
const records = (list: unknown): Promise<void> => put('instances.json', JSON.stringify(list));
const find = (host = 'ovh') => discoverInstances(host, root);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'archivesmp-ampdata-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('discovering instances', () => {
  it('takes identity and names from instances.json and leaves the controller out', async () => {
    await records([
      { InstanceID: ID.toUpperCase(), InstanceName: 'BENT01', FriendlyName: 'BentoBox', Module: 'Minecraft' },
      { InstanceID: '88fe1020-71ed-4789-b390-c03a165f5630', InstanceName: 'ADS01', Module: 'ADS' },
      { InstanceID: 'nonsense', InstanceName: 'X' },
      { InstanceID: '88fe1020-71ed-4789-b390-c03a165f5631', InstanceName: '../../etc' },
    ]);
    await put('instances/BENT01/Minecraft/server.properties');
    await put('instances/ADS01/AMPConfig.conf');
    const { instances, warnings } = await find();
    expect(warnings).toEqual([]);
    expect(instances).toEqual([
      {
        instanceId: ID,
        folder: 'BENT01',
        name: 'BENT01',
        friendlyName: 'BentoBox',
        platform: 'paper',
        identified: true,
        directory: path.join(root, 'instances/BENT01'),
        serverFolder: 'Minecraft',
      },
    ]);
  });

  it('keeps an instance that AMP names although its folder is missing, so that reading it can say so', async () => {
    await records([{ InstanceID: ID, InstanceName: 'GONE01', FriendlyName: '', Module: 'Minecraft' }]);
    await mkdir(path.join(root, 'instances'));
    expect((await find()).instances).toMatchObject([
      { folder: 'GONE01', friendlyName: 'GONE01', platform: 'unknown' },
    ]);
  });

  it('derives a stable id per host and folder where AMP names none', async () => {
    await put('instances/SMP101/Minecraft/plugins/A/config.yml');
    const [first] = (await find()).instances;
    expect(first).toMatchObject({
      identified: false,
      instanceId: derivedInstanceId('ovh', 'SMP101'),
      platform: 'paper',
    });
    expect(isUuid(first!.instanceId)).toBe(true);
    expect((await find('hetzner')).instances[0]!.instanceId).not.toBe(first!.instanceId);
  });

  it('goes on by folder when instances.json is broken, and says so', async () => {
    await put('instances.json', '[{');
    await put('instances/SMP101/Minecraft/plugins/A/config.yml');
    const { instances, warnings } = await find();
    expect(instances).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining('instances.json')]);
  });

  it('accepts a plain folder of server folders, and skips what is no server', async () => {
    await put('lobby/server.properties');
    await put('proxy/velocity.toml');
    await put('docs/readme.txt');
    expect(
      (await find()).instances.map((found) => [found.folder, found.platform, found.serverFolder]),
    ).toEqual([
      ['lobby', 'paper', ''],
      ['proxy', 'velocity', ''],
    ]);
  });

  it('gives them in the order of their folders, whether AMP names them or not', async () => {
    const names = ['SMP9', 'A02', 'Z01', 'MINI', 'B', 'SMP101', 'a01'];
    await records([
      { InstanceID: ID, InstanceName: 'SMP101', FriendlyName: 'x', Module: 'Minecraft' },
      { InstanceID: ID.replace('0', '1'), InstanceName: 'A02', FriendlyName: 'x', Module: 'Minecraft' },
    ]);
    for (const name of names) await put(`instances/${name}/Minecraft/server.properties`);
    expect((await find()).instances.map(({ folder }) => folder)).toEqual(names.toSorted());
  });

  it('knows the controller and an instance without a record by what is in their folders', async () => {
    await put('instances/ADS01/ADSModule.kvp');
    await put('instances/ADS01/AMPConfig.conf');
    await put('instances/ADS02/AMPConfig.conf', 'AMP.AppModule=ADS\n');
    await put('instances/NEW01/Minecraft/readme.md');
    await put('instances/NEW02/AMPConfig.conf', 'AMP.AppModule=Minecraft\n');
    await put('instances/NEW02/ADSModule.kvp');
    await put('instances/docs/readme.txt');
    await put('instances/.cache/Minecraft/server.properties');
    await put('instances/file');
    expect((await find()).instances.map(({ folder, platform }) => [folder, platform])).toEqual([
      ['NEW01', 'unknown'],
      ['NEW02', 'unknown'],
    ]);
  });

  it('says that it cannot read instances.json, and says nothing when there is none', async () => {
    await put('instances/SMP101/Minecraft/server.properties');
    expect((await find()).warnings).toEqual([]);
    await mkdir(path.join(root, 'instances.json'));
    const { instances, warnings } = await find();
    expect(instances).toHaveLength(1);
    expect(warnings).toEqual([expect.stringMatching(/instances\.json: .*are known by folder only$/)]);
  });

  it('keeps an instance that AMP names although its folder is a link', async () => {
    await records([{ InstanceID: ID, InstanceName: 'TWIN01', FriendlyName: 'Twin', Module: 'Minecraft' }]);
    await put('elsewhere/Minecraft/server.properties');
    await mkdir(path.join(root, 'instances'));
    await symlink(path.join(root, 'elsewhere'), path.join(root, 'instances/TWIN01'));
    expect((await find()).instances).toMatchObject([
      { folder: 'TWIN01', platform: 'unknown', identified: true, serverFolder: 'Minecraft' },
    ]);
  });

  it('does not take a linked folder for an instance', async () => {
    await put('lobby/server.properties');
    await symlink(path.join(root, 'lobby'), path.join(root, 'twin'));
    expect((await find()).instances.map((found) => found.folder)).toEqual(['lobby']);
  });

  it.each([
    ['velocity by its file', { 'Minecraft/velocity.toml': '' }, 'velocity', 'Minecraft'],
    [
      'velocity by the setting of AMP',
      { 'MinecraftModule.kvp': 'Minecraft.ServerType=Velocity\n', 'Minecraft/a.txt': '' },
      'velocity',
      'Minecraft',
    ],
    [
      'bungeecord',
      { 'Minecraft/config.yml': 'listeners:\n- x: 1\nservers:\n  lobby: {}\n' },
      'bungeecord',
      'Minecraft',
    ],
    [
      'geyser in an application folder',
      { 'geyser/config.yml': 'bedrock:\n  port: 1\nremote:\n  address: auto\n', 'AMPConfig.conf': '' },
      'geyser',
      'geyser',
    ],
    [
      'geyser with the newer keys',
      { 'config.yml': 'bedrock:\n  port: 1\njava:\n  address: auto\n' },
      'geyser',
      '',
    ],
    [
      'a geyser whose config.yml is empty is where AMP says it is',
      {
        'geyser/config.yml': '',
        'AMPConfig.conf': '',
        'FileManagerPlugin.kvp': 'FileManager.BasePath=./geyser/\n',
      },
      'unknown',
      'geyser',
    ],
    [
      'one without a config.yml, too, by another setting and its JAR',
      { 'bedrock door/Geyser-Standalone.jar': '', 'GenericModule.kvp': 'App.RootDir=bedrock door\n' },
      'geyser',
      'bedrock door',
    ],
    [
      'AMP names a folder that is not there, and one that is further away',
      {
        'proxy/velocity.toml': '',
        'FileManagerPlugin.kvp': 'FileManager.BasePath=./gone/\n',
        'GenericModule.kvp': 'App.RootDir=../elsewhere/\n',
      },
      'velocity',
      'proxy',
    ],
    [
      'AMP says that it is the folder of the instance itself',
      { 'velocity.toml': '', 'FileManagerPlugin.kvp': 'FileManager.BasePath=./\n' },
      'velocity',
      '',
    ],
    [
      'paper with a plugin that looks like a proxy config',
      { 'Minecraft/server.properties': '', 'Minecraft/config.yml': 'servers: 1\n' },
      'paper',
      'Minecraft',
    ],
    ['unknown but owned by AMP', { 'AMPConfig.conf': 'AMP.AppModule=GenericModule\n' }, 'unknown', ''],
  ])('tells the platform: %s', async (_name, files, platform, serverFolder) => {
    for (const [file, content] of Object.entries(files)) await put(`instances/X01/${file}`, content);
    expect((await find()).instances).toMatchObject([{ platform, serverFolder }]);
  });

  it('names the folder and the remedy when the root is not there', async () => {
    root = path.join(root, 'missing');
    await expect(find()).rejects.toThrow(/missing.*instances_root/);
  });
});
