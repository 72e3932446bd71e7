import { placeOf } from '@archivesmp/fleet';
import type { InstanceManifest, ManifestFile } from '@archivesmp/contracts/agent';
import type { ObservedFile, ObservedPlugin } from '@archivesmp/history';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';

/** Format of a file, by the plugin's registration and its ending. */
export type FormatOf = (plugin: string, path: string) => ConfigFormat;

/** A manifest in the words of the history: files by plugin, and the plugins themselves. */
export function filesOf(manifest: InstanceManifest, formatOf: FormatOf): ObservedFile[] {
  return manifest.files.map((file) => observed(file, formatOf));
}

function observed(file: ManifestFile, formatOf: FormatOf): ObservedFile {
  const place = placeOf(file.path);
  return {
    ...place,
    format: formatOf(place.plugin, place.path),
    size: file.size,
    modifiedAt: new Date(file.modifiedAt),
    state: file.state,
    ...(file.sha256 !== undefined && { sha256: file.sha256 }),
    ...(file.reason !== undefined && { reason: file.reason }),
    ...(file.like !== undefined && { like: file.like }),
  };
}

/**
 * `LuckPerms-Bukkit-5.4.137.jar` starts with the plugin's name; what follows is loader, version and build. A version may
 * also be glued to the name, as in `CMILib1.5.4.5.jar`.
 */
const JAR_TAIL =
  /(?:(?<=[a-z])\d+(?:\.\d+)+|[-_ .+](?:v?\d[\w.+-]*|bukkit|spigot|paper|velocity|bungee|bungeecord|proxy|all|release|snapshot|stable|beta|alpha|final|latest|mc[\d.]*|universal|shaded|shadowed|bundle|dist|legacy|plugin|free|premium|b\d+|build\d*|folia|purpur)| ?\([^)]*\)| ?\[[^\]]*\])+$/i;

/** Plugin name of a JAR as its file name tells; the JAR itself is not opened. */
export function pluginOfJar(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.jar$/i, '');
  const stem = name.replace(JAR_TAIL, '');
  return /[a-z]/i.test(stem) ? stem : name;
}

/** The plugins of an instance: those with a folder, and those of which there is only a JAR. */
export function pluginsOf(manifest: InstanceManifest): ObservedPlugin[] {
  const plugins = new Map<string, ObservedPlugin>();
  const folders = new Map(manifest.pluginFolders.map((name) => [name.toLowerCase(), name]));
  for (const name of manifest.pluginFolders) plugins.set(name, { plugin: name, hasFolder: true });
  for (const jar of manifest.jars) {
    const guess = pluginOfJar(jar.path);
    const plugin = folders.get(guess.toLowerCase()) ?? guess;
    const known = plugins.get(plugin);
    plugins.set(plugin, {
      plugin: plugin.slice(0, 128),
      hasFolder: known?.hasFolder ?? false,
      jar: { path: jar.path, size: jar.size, modifiedAt: new Date(jar.modifiedAt) },
    });
  }
  return [...plugins.values()];
}
