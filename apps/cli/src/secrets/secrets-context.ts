import { openContext, type ScanContext } from '../scan/scan-context.js';
import { readFileBytes } from '../file/read-file-bytes.js';
import type { InstanceFolder } from '../scan/fleet-folder.js';

/**
 * What the document says of files and secrets.
 * @throws naming the file, or every mistake in it
 */
export function secretsContext(
  deviations: string | undefined,
  instances: readonly InstanceFolder[] = [],
): ScanContext {
  const content = deviations === undefined ? undefined : readFileBytes(deviations);
  if (content?.state === 'failed') throw new Error(`${deviations} (--deviations): ${content.reason}`);
  return openContext({
    baselines: undefined,
    deviations: content?.bytes,
    instances,
    now: new Date().toISOString(),
  });
}

/** Of a file whose plugin is not known. */
export const NO_PLUGIN = '';

/** `CMI/config.yml` in two. @throws Error when it names no plugin or no file */
export function pluginFileTyped(typed: string): { readonly plugin: string; readonly file: string } {
  const slash = typed.indexOf('/');
  const [plugin, file] = [typed.slice(0, slash), typed.slice(slash + 1)];
  if (slash < 1 || file === '' || typed.split('/').includes('..'))
    throw new Error(`--as ${typed} names no file of a plugin; write plugin and file: Vault/config.yml`);
  return { plugin, file };
}
