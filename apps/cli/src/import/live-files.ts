import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { bukkitView, formatOf, readConfig, type ConfigNode } from '@archivesmp/config-text';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { sha256Hex } from '@archivesmp/digests';
import type { LiveFile } from '@archivesmp/legacy-import';
import { readFileBytes } from '../file/read-file-bytes.js';

const MAX_BYTES = 5_000_000;

/**
 * The configuration files below `<instances>/<host>/<INSTANCE>/Minecraft/plugins`, each with its dotted keys. A file that
 * is the same on several instances comes once. Files that cannot be read tell nothing and are left out.
 */
export async function* liveFiles(instances: string): AsyncGenerator<LiveFile> {
  const seen = new Set<string>();
  for (const entry of await readdir(instances, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const below = path.relative(instances, full).split(path.sep).join('/');
    const [, plugin, file] = /(?:^|\/)plugins\/([^/]+)\/(.+)$/.exec(below) ?? [];
    const format = formatOf(full);
    if (!entry.isFile() || plugin === undefined || file === undefined || format === 'text') continue;
    const content = readFileBytes(full);
    if (content.state === 'failed' || content.bytes.length > MAX_BYTES) continue;
    const id = `${plugin}/${file} ${sha256Hex(content.bytes)}`;
    if (seen.has(id)) continue;
    seen.add(id);
    const reading = readConfig(content.bytes, format);
    if (reading.state === 'ok') yield { plugin, path: file, keys: keysOf(reading.root, format) };
  }
}

/** As Bukkit sees them where it reads the file at all: it is what the older tool saw. */
function keysOf(root: ConfigNode, format: ConfigFormat): Set<string> {
  const view = format === 'yaml' ? bukkitView(root) : undefined;
  return dottedKeys(view?.state === 'ok' ? view.root : root);
}

function dottedKeys(root: ConfigNode): Set<string> {
  const keys = new Set<string>();
  const walk = (node: ConfigNode, prefix: string): void => {
    if (node.kind !== 'map') return;
    for (const entry of node.entries) {
      const key = prefix === '' ? entry.key : `${prefix}.${entry.key}`;
      keys.add(key);
      walk(entry.value, key);
    }
  };
  walk(root, '');
  return keys;
}
