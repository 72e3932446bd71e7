import { compareTexts } from '@archivesmp/contracts/text-order';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { discoverInstances, type LocalInstance } from './discover-instances.js';

/** A host of a fleet that lies in folders, with its instances. */
export interface HostFolder {
  readonly name: string;
  /** AMP's data folder of the host, or the folder of its instances. */
  readonly base: string;
  readonly instances: readonly LocalInstance[];
}

/**
 * The hosts of a fleet in folders: `<root>/<host>/<INSTANCE>/…`, or `<root>/<INSTANCE>/…` of one host. An instance folder is AMP's or
 * the server folder itself; below a host AMP's own folder may be called `.ampdata`.
 * @param onlyHost what the host is called where there is no level for hosts
 * @returns hosts that have instances, by name; none when nothing in `root` looks like an instance
 * @throws {Error} when a folder cannot be listed, with its path
 */
export async function discoverHosts(root: string, onlyHost: string): Promise<HostFolder[]> {
  const own = await hostAt(root, onlyHost);
  if (own.instances.length > 0 && own.instances.every(isSurelyInstance)) return [own];
  const entries = await readdir(root, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const found = await Promise.all(
    names.sort(compareTexts).map((name) => hostAt(path.join(root, name), name)),
  );
  const hosts = found.filter(({ instances }) => instances.length > 0);
  return hosts.length === 0 && own.instances.length > 0 ? [own] : hosts;
}

/** A folder with a server in a folder of any name may as well be a host with its instances. */
const isSurelyInstance = ({ directory, serverFolder }: LocalInstance): boolean =>
  serverFolder === '' || serverFolder === 'Minecraft' || existsSync(path.join(directory, 'AMPConfig.conf'));

async function hostAt(folder: string, name: string): Promise<HostFolder> {
  const ampData = path.join(folder, '.ampdata');
  const base = existsSync(ampData) ? ampData : folder;
  return { name, base, instances: (await discoverInstances(name, base)).instances };
}
