import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';

/** Where a file of a server folder belongs: `plugins/CMI/config.yml` is `config.yml` of CMI. */
export interface ConfigFileRef {
  readonly plugin: string;
  /** Relative to the plugin's folder; for the server's own files relative to the server folder. */
  readonly path: string;
}

/**
 * What lies in `plugins/<Plugin>/` is that plugin's, everything else is the server's own. The folder `plugins/<Plugin>`
 * itself (listed when it cannot be opened) is the plugin's path `''`.
 */
export function configFileRefOf(path: string): ConfigFileRef {
  const parts = path.split('/');
  const [top, plugin] = parts;
  if (top !== 'plugins' || plugin === undefined) return { plugin: SERVER_FILES, path };
  if (parts.length === 2 && plugin.includes('.')) return { plugin: SERVER_FILES, path };
  return { plugin, path: parts.slice(2).join('/') };
}

/** Where a file of a plugin lies, relative to the server folder: the reverse of `configFileRefOf`. */
export const serverPath = (plugin: string, path: string): string =>
  plugin === SERVER_FILES ? path : `plugins/${plugin}/${path}`;

/** Where a file of the server folder lies within the folder of a plugin that is known already. */
export const pathInPlugin = (plugin: string, path: string): string =>
  plugin === SERVER_FILES ? path : path.slice(serverPath(plugin, '').length);
