import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';

/** Where a file of a plugin lies, relative to the server folder. The server's own files are there already. */
export const serverPath = (plugin: string, file: string): string =>
  plugin === SERVER_FILES ? file : `plugins/${plugin}/${file}`;

/** The reverse: where a file of the server folder lies within its plugin's folder. */
export const pluginPath = (plugin: string, path: string): string =>
  plugin === SERVER_FILES ? path : path.slice(`plugins/${plugin}/`.length);
