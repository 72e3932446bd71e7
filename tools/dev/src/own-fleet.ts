import { existsSync } from 'node:fs';
import { copyFile, mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { sha256Hex } from '@archivesmp/digests';
import { discoverHosts, type HostFolder } from '@archivesmp/instance-files';
import { MirrorCount, mirrorFolder } from './mirror-folder.js';
import type { FleetHost, PreparedFleet } from './prepared-fleet.js';
import type { StateFolder } from './state-folder.js';

/**
 * A fleet of the user's own: `<dir>/<host>/<INSTANCE>/…` or `<dir>/<INSTANCE>/…`, where an instance folder is AMP's or the
 * server folder itself. It is copied into the state folder (without worlds and logs) and the copy is served, so that nothing
 * is ever written into `dir`. Throws with what was looked for when no instance is found.
 */
export async function prepareOwnFleet(state: StateFolder, dir: string): Promise<PreparedFleet> {
  const source = await realpath(dir).catch(() => {
    throw new Error(`--fleet ${dir}: there is no such folder.`);
  });
  const found = (await discoverHosts(source, path.basename(source))).map((host) => ({
    ...host,
    name: plainName(host.name, 40),
  }));
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
    const dataDir = state.filePath('fleets', id, host.name, '.ampdata');
    await copyHost(host, dataDir, count);
    hosts.push({ name: host.name, dataDir });
  }
  return { id, label: source, hosts, notes: count.notes() };
}

async function copyHost({ base, instances }: HostFolder, dataDir: string, count: MirrorCount): Promise<void> {
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
