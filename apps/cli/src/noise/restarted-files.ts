import { existsSync } from 'node:fs';
import path from 'node:path';
import { formatOf, readConfig } from '@archivesmp/config-text';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import type { RestartedFile } from '@archivesmp/drift';
import { readFileBytes } from '../file/read-file-bytes.js';
import { foldersIn, type InstanceFolder } from '../scan/fleet-folder.js';
import { SERVER_ITSELF } from '../scan/plugin-folder.js';
import { listFolder } from '../scan/folder-listing.js';

/** A file on one side: its bytes, that it cannot be read, or undefined where there is none. */
type Side = Uint8Array | 'unreadable' | undefined;

/**
 * The configuration files of the instances that both folders have, as far as they differ in bytes. Files in no
 * configuration format are data and left out.
 * @throws when the two have no instance in common
 */
export function* restartedFiles(
  before: readonly InstanceFolder[],
  after: readonly InstanceFolder[],
): Generator<RestartedFile> {
  const later = new Map(after.map((one) => [one.name, one.server]));
  const common = before.filter(({ name }) => later.has(name));
  if (common.length === 0) throw new Error('the folders of --before and --after have no instance in common');
  for (const { name, server } of common) {
    const sides = [server, later.get(name)!] as const;
    for (const compared of comparedFilesIn(sides)) {
      const readBelow = (root: string) => contentOf(path.join(root, compared.below));
      const [mine, other] = [readBelow(sides[0]), readBelow(sides[1])];
      if (isSame(mine, other)) continue;
      const format = formatOf(compared.file);
      const { plugin, file } = compared;
      yield { instance: name, plugin, file, before: treeOf(mine, format), after: treeOf(other, format) };
    }
  }
}

interface ComparedFile {
  readonly plugin: string;
  readonly file: string;
  /** Relative to the server's folder. */
  readonly below: string;
}

function comparedFilesIn(servers: readonly string[]): ComparedFile[] {
  const found = new Map<string, ComparedFile>();
  const addFiles = (plugin: string, folder: string, files: readonly string[]): void => {
    for (const file of files) {
      if (formatOf(file) === 'text') continue;
      const below = path.posix.join(folder, file);
      found.set(below, { plugin, file, below });
    }
  };
  for (const server of servers) {
    const own = listFolder(server, { selection: SERVER_ITSELF });
    addFiles(SERVER_FILES, '', own?.files ?? []);
    if (!existsSync(path.join(server, 'plugins'))) continue;
    for (const plugin of foldersIn(path.join(server, 'plugins'))) {
      const listing = listFolder(path.join(server, 'plugins', plugin));
      addFiles(plugin, `plugins/${plugin}`, listing?.files ?? []);
    }
  }
  return [...found.values()];
}

function contentOf(file: string): Side {
  const content = readFileBytes(file);
  if (content.state === 'read') return content.bytes;
  return existsSync(file) ? 'unreadable' : undefined;
}

const isSame = (left: Side, right: Side): boolean =>
  left === right ||
  (left instanceof Uint8Array && right instanceof Uint8Array && Buffer.compare(left, right) === 0);

function treeOf(bytes: Side, format: ConfigFormat): RestartedFile['before'] {
  if (bytes === undefined || bytes === 'unreadable') return bytes;
  const reading = readConfig(bytes, format);
  return reading.state === 'ok' ? reading.root : 'unreadable';
}
