import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { sha256Hex } from '@archivesmp/digests';
import { discoverInstances, type LocalInstance } from '@archivesmp/instance-files';
import { MirrorCount, mirrorFolder } from './mirror-folder.js';
import type { FleetHost, PreparedFleet } from './prepared-fleet.js';
import type { StateFolder } from './state-folder.js';

interface FoundHost {
  name: string;
  base: string;
  instances: readonly LocalInstance[];
}

/**
 * A fleet of the user's own: `<dir>/<host>/<INSTANCE>/…` or `<dir>/<INSTANCE>/…`, where an instance folder is AMP's or the
 * server folder itself. It is copied into the state folder (without worlds and logs) and the copy is served, so that nothing
 * is ever written into `dir`. Throws with what was looked for when no instance is found.
 */
export async function prepareOwnFleet(state: StateFolder, dir: string): Promise<PreparedFleet> {
  const source = await realpath(dir).catch(() => {
    throw new Error(`--fleet ${dir}: there is no such folder.`);
  });
  const found = await findHosts(source);
  if (found.length === 0)
    throw new Error(
      `--fleet ${dir}: no instance found. Expected ${dir}/<host>/<INSTANCE>/ or ${dir}/<INSTANCE>/, where an instance holds ` +
        'Minecraft/, or is a server folder itself (server.properties, plugins/, velocity.toml, config.yml of a proxy).',
    );
  const mark = sha256Hex(source).slice(0, 6);
  const id = `${plainName(path.basename(source), 20)}-${mark}`;
  const count = new MirrorCount();
  const hosts: FleetHost[] = [];
  for (const host of found) {
    const dataDir = state.file('fleets', id, host.name, '.ampdata');
    await copyHost(host, dataDir, count);
    hosts.push({ name: host.name, dataDir });
  }
  return { id, label: source, hosts, notes: count.notes() };
}

async function findHosts(source: string): Promise<FoundHost[]> {
  const own = await hostAt(source, plainName(path.basename(source), 40));
  if (own.instances.length > 0 && own.instances.every(isSurelyInstance)) return [own];
  const children = (await readdir(source, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const found = await Promise.all(
    children
      .map(({ name }) => name)
      .sort()
      .map((name) => hostAt(path.join(source, name), plainName(name, 40))),
  );
  const hosts = found.filter(({ instances }) => instances.length > 0);
  return hosts.length === 0 && own.instances.length > 0 ? [own] : hosts;
}

/** A folder with a server in a folder of any name may as well be a host with its instances. */
const isSurelyInstance = ({ directory, serverFolder }: LocalInstance): boolean =>
  serverFolder === '' || serverFolder === 'Minecraft' || existsSync(path.join(directory, 'AMPConfig.conf'));

async function hostAt(folder: string, name: string): Promise<FoundHost> {
  const ampData = path.join(folder, '.ampdata');
  const base = existsSync(ampData) ? ampData : folder;
  return { name, base, instances: (await discoverInstances(name, base)).instances };
}

async function copyHost({ base, instances }: FoundHost, dataDir: string, count: MirrorCount): Promise<void> {
  await mkdir(path.join(dataDir, 'instances'), { recursive: true });
  const records = path.join(base, 'instances.json');
  if (existsSync(records)) await copyFile(records, path.join(dataDir, 'instances.json'));
  for (const { directory, folder } of instances)
    if (existsSync(directory)) await mirrorFolder(directory, path.join(dataDir, 'instances', folder), count);
}

/** Fit for names of hosts, databases and buckets. */
function plainName(text: string, length: number): string {
  const plain = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return plain.replace(/^-+/, '').slice(0, length).replace(/-+$/, '') || 'fleet';
}
