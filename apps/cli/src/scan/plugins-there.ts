import path from 'node:path';
import { isPluginJar, presentPlugins } from '@archivesmp/fleet';
import { entriesOf, isFolder } from './fleet-folder.js';
import { kindOf } from './folder-listing.js';

/** Which plugins an instance has, as its folder `plugins` shows; plain data. */
export interface PluginsThere {
  /** With a folder or a JAR. */
  readonly present: readonly string[];
  readonly folders: readonly string[];
  /** Links where folders of plugins would be: they are not followed. */
  readonly links: readonly string[];
}

/** Looks into `plugins` of a server folder; a server without one has none. @throws when it cannot be opened */
export function pluginsThere(server: string): PluginsThere {
  const folder = path.join(server, 'plugins');
  if (!isFolder(folder)) return { present: [], folders: [], links: [] };
  const folders: string[] = [];
  const links: string[] = [];
  const jars: { path: string }[] = [];
  for (const entry of entriesOf(folder)) {
    const kind = kindOf(entry);
    if (kind === 'folder') folders.push(entry.name);
    else if (kind === 'link' && !entry.name.includes('.')) links.push(entry.name);
    else if (kind === 'file' && isPluginJar(entry.name)) jars.push({ path: `plugins/${entry.name}` });
  }
  const present = presentPlugins(folders, jars).map(({ plugin }) => plugin);
  return { present: [...present, ...links], folders, links };
}
