import { CONFIG_EXTENSIONS, NEVER_CONFIGURATION } from '@archivesmp/fleet';
import type { FileSelection } from '@archivesmp/contracts/jobs';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';

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
  return {
    extensions: [...CONFIG_EXTENSIONS],
    maxBytes,
    unmanaged: [...NEVER_CONFIGURATION, ...configured, ...unmanaged],
  };
}
