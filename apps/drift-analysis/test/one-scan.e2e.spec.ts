import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEMO_HOSTS, DEMO_INSTANCES, writeDemoFleet } from '@archivesmp/demo-fleet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectSameNetwork, NETWORKS } from './same-network.js';
import { asmpScan, expectSameScan } from './same-scan.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'one-scan-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const pathOf = (...parts: string[]): string => path.join(root, ...parts);

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(pathOf(name)), { recursive: true });
    writeFileSync(pathOf(name), text);
  }
}

describe('a command line on folders and a hub', () => {
  it('find the same in the demo fleet: its 30 drifts, its outlier, and no problem', async () => {
    const fleet = await writeDemoFleet(pathOf('demo'));
    for (const host of DEMO_HOSTS)
      cpSync(pathOf('demo', host, '.ampdata/instances'), pathOf('plain', host), { recursive: true });
    const folders = {
      instances: pathOf('plain'),
      baselines: fleet.baselinesDir,
      deviations: fleet.deviationsFile,
    };
    const { findings, outliers, counts } = await expectSameScan(folders);
    expect(findings.filter(({ status }) => status === 'drift')).toHaveLength(30);
    expect(outliers).toHaveLength(1);
    expect(counts).toMatchObject({ instances: DEMO_INSTANCES.length, problems: 0 });
  });

  it('miss no plugin of proxies on game servers, and no file of another platform', async () => {
    write({
      'baselines/luckperms/config.yml': 'a: 1\n',
      'baselines/LuckPerms/config.yml': 'a: 1\n',
      'baselines/_server/server.properties': 'server-port={{SERVER_PORT}}\n',
      'baselines/_server/velocity.toml': 'bind = "x"\n',
      'deviations.yml':
        'plugins: {luckperms: {platforms: [velocity]}, LuckPerms: {platforms: [paper]}}\n' +
        'variables: {SERVER_PORT: {"instance:SMP01": 1}}\n',
      'instances/ovh/SMP01/Minecraft/server.properties': 'server-port=1\n',
      'instances/ovh/SMP01/Minecraft/plugins/LuckPerms/config.yml': 'a: 1\n',
      'instances/ovh/VEL01/Minecraft/velocity.toml': 'bind = "x"\n',
      'instances/ovh/VEL01/Minecraft/plugins/luckperms/config.yml': 'a: 1\n',
    });
    const folders = {
      instances: pathOf('instances'),
      baselines: pathOf('baselines'),
      deviations: pathOf('deviations.yml'),
    };
    expect((await expectSameScan(folders)).findings).toEqual([]);
    expect(asmpScan(folders).stderr).toBe('');
  });

  it('see an instance whose server lies in a folder of its own', async () => {
    write({
      'baselines/_server/config.yml': 'bedrock: {port: 1}\nremote: {address: auto}\n',
      'instances/ovh/GEY01/AMPConfig.conf': 'AMP.AppModule=GenericModule\n',
      'instances/ovh/GEY01/geyser/config.yml': 'bedrock: {port: 2}\nremote: {address: auto}\n',
      'instances/ovh/SMP01/Minecraft/server.properties': 'x=1\n',
    });
    const { findings } = await expectSameScan({
      instances: pathOf('instances'),
      baselines: pathOf('baselines'),
    });
    expect(findings.map(({ instance, key, kind }) => [instance, key, kind])).toEqual([
      ['GEY01', 'bedrock.port', 'wrong_value'],
    ]);
  });

  it('name an instance with a whole-file difference once, and so keys on which nobody agrees', async () => {
    const keys = (value: number): string =>
      Array.from({ length: 80 }, (_, index) => `key${index}: ${value}\n`).join('');
    for (const [index, name] of ['A01', 'B01', 'C01', 'D01', 'E01'].entries())
      write({
        [`instances/ovh/${name}/Minecraft/plugins/P/config.yml`]: keys(name === 'E01' ? 2 : 1),
        [`instances/ovh/${name}/Minecraft/plugins/P/other.yml`]: keys(index),
        [`instances/ovh/${name}/Minecraft/plugins/P/one.yml`]: `a: ${name === 'B01' ? 2 : 1}\n`,
      });
    mkdirSync(pathOf('baselines'));
    const { outliers, noMajority } = await expectSameScan({
      instances: pathOf('instances'),
      baselines: pathOf('baselines'),
    });
    expect(outliers.map(({ instance, file, value }) => [instance, file, value])).toEqual([
      ['B01', 'one.yml', 2],
      ['E01', 'config.yml', '80 keys differ'],
    ]);
    expect(noMajority.map(({ file, keys: count }) => [file, count])).toEqual([['other.yml', 80]]);
  });

  it('judge files beside a baseline alike: extra, odd, data, whatever is closed', async () => {
    const files = ['A01', 'B01', 'C01', 'D01'].flatMap((name) => {
      const plugins = `instances/ovh/${name}/Minecraft/plugins`;
      return [
        [`${plugins}/P/a.yml`, 'x: 1\n'],
        [`${plugins}/P/extra.yml`, `y: ${name === 'D01' ? 2 : 1}\n`],
        [`${plugins}/P/notes.txt`, 'a note\n'],
        [`${plugins}/P/data.yml`, `z: ${name}\n`],
        [`${plugins}/Vault-1.7.3.jar`, ''],
        [`instances/ovh/${name}/Minecraft/bukkit.yml`, `w: ${name === 'A01' ? 2 : 1}\n`],
      ];
    });
    write({
      ...(Object.fromEntries(files) as Record<string, string>),
      'baselines/P/a.yml': 'x: 1\n',
      'baselines/Vault/config.yml': 'v: 1\n',
    });
    const { findings, outliers } = await expectSameScan({
      instances: pathOf('instances'),
      baselines: pathOf('baselines'),
    });
    const of = (kind: string): number => findings.filter((one) => one.kind === kind).length;
    expect({ extra: of('extra_file'), missing: of('missing_file') }).toEqual({ extra: 8, missing: 4 });
    expect(outliers.map(({ instance, plugin }) => [instance, plugin])).toEqual([
      ['A01', '_server'],
      ['D01', 'P'],
    ]);
  });
});

const network = path.join(NETWORKS, 'kidscraft');
describe.skipIf(!existsSync(network))(existsSync(network) ? 'a real network' : 'skipped: no corpus', () => {
  it('is judged alike by both', () => expectSameNetwork(network, root));
});
