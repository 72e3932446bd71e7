import { configFileRefOf, presentPlugins } from '@archivesmp/fleet';
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
  const ref = configFileRefOf(file.path);
  return {
    ...ref,
    format: formatOf(ref.plugin, ref.path),
    size: file.size,
    modifiedAt: new Date(file.modifiedAt),
    state: file.state,
    ...(file.sha256 !== undefined && { sha256: file.sha256 }),
    ...(file.reason !== undefined && { reason: file.reason }),
    ...(file.like !== undefined && { like: file.like }),
  };
}

/** The plugins of an instance: those with a folder, and those of which there is only a JAR. */
export function pluginsOf({ pluginFolders, jars }: InstanceManifest): ObservedPlugin[] {
  return presentPlugins(pluginFolders, jars).map(({ plugin, hasFolder, jar }) => ({
    plugin,
    hasFolder,
    ...(jar && { jar: { path: jar.path, size: jar.size, modifiedAt: new Date(jar.modifiedAt) } }),
  }));
}
