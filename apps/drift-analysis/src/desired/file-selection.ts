import type { FileSelection } from '@archivesmp/contracts/jobs';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';

/** Endings of files that people configure servers with. Everything else (worlds, databases, JARs) is not looked at. */
export const CONFIG_EXTENSIONS: readonly string[] = [
  'yml',
  'yaml',
  'json',
  'json5',
  'jsonc',
  'mcmeta',
  'toml',
  'properties',
  'conf',
  'hocon',
  'cfg',
  'ini',
  'txt',
  'lang',
  'xml',
  'secret',
];

/** What no server keeps configuration in. */
const NEVER: readonly string[] = [
  'logs/**',
  'crash-reports/**',
  'cache/**',
  'libraries/**',
  'versions/**',
  'debug/**',
];

/**
 * Which files agents list. `documented`: globs over `<Plugin>/<path>` of deviations.yml, `configured`: globs over the
 * server folder of the settings; neither is ever read.
 */
export function fileSelection(
  maxBytes: number,
  configured: readonly string[],
  documented: readonly string[],
): FileSelection {
  const own = `${SERVER_FILES}/`;
  const unmanaged = documented.map((glob) =>
    glob.startsWith(own) ? glob.slice(own.length) : `plugins/${glob}`,
  );
  return { extensions: [...CONFIG_EXTENSIONS], maxBytes, unmanaged: [...NEVER, ...configured, ...unmanaged] };
}
