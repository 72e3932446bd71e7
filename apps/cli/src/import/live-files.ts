import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { bukkitView, formatOf, readConfig, type ConfigNode } from '@archivesmp/config-text';
import type { LiveFile } from '@archivesmp/legacy-import';

const MAX_BYTES = 5_000_000;

/** The configuration files below `<instances>/<host>/<INSTANCE>/Minecraft/plugins`, each with its dotted keys. */
export async function* liveFiles(instances: string): AsyncGenerator<LiveFile> {
  const entries = await readdir(instances, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const full = path.join(entry.parentPath, entry.name);
    const place = /(?:^|\/)plugins\/([^/]+)\/(.+)$/.exec(
      path.relative(instances, full).split(path.sep).join('/'),
    );
    if (!place) continue;
    const format = formatOf(full);
    if (format === 'text') continue;
    const bytes = await readFile(full);
    if (bytes.length > MAX_BYTES) continue;
    const reading = readConfig(bytes, format);
    if (reading.state !== 'ok') continue;
    const view = bukkitView(reading.root);
    yield {
      plugin: place[1]!,
      path: place[2]!,
      keys: dottedKeys(view.state === 'ok' ? view.root : reading.root),
    };
  }
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
