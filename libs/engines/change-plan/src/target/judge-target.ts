import { isConfigFile } from '@archivesmp/fleet/config-files';
import { configFileRefOf } from '@archivesmp/fleet/config-file-ref';
import { belongsOnPlatform } from '@archivesmp/fleet/server-files';
import { SERVER_FILES, type Platform } from '@archivesmp/contracts/vocabulary';
import { whyNotNamed, whyNotWritten } from './path-problem.js';

export { whyNotInside, whyNotWritten } from './path-problem.js';

/** A place at which something is to be written or removed. */
export interface Target {
  /** Relative to the server folder. */
  readonly path: string;
  /** What shall be there: a text that configures something, or a JAR. Left out: whatever the name says. */
  readonly kind?: 'config' | 'jar';
  /** Whether nothing is there yet. What is there already keeps its name, and may be put right or removed on any platform. */
  readonly isNew: boolean;
  /** It was there under this name when a backup was taken, so it gets its name back, however odd. */
  readonly retainsName?: boolean;
  /** Left out: it is not certain, so it is not judged. */
  readonly platform?: Platform;
  /** Whose file it is to be. */
  readonly plugin?: string;
  /** Platforms that its plugin is known for; none: unknown. */
  readonly pluginPlatforms?: readonly Platform[];
}

/** `plugins/update/` is taken over by the server itself when it starts. */
const JAR = /^plugins\/(update\/)?[^/]+\.jar$/i;
/** Arguments of the Java machine: write access to them is enough to run code. */
const ARGUMENTS = /(^|\/)[^/]*_?jvm_args\.txt$|(^|\/)(unix|win)_args\.txt$/i;

/**
 * Whether a file may be written or removed at a place, by path, kind of file and platform: the one guard, asked when a plan is
 * made and by the agent again before it touches anything. Links are the agent's matter: only the disk shows them.
 * @returns why not, as the end of a sentence about the file; undefined when it may
 */
export function whyNotTarget(target: Target): string | undefined {
  const { path, isNew, retainsName = false } = target;
  return (
    whyNotWritten(path) ??
    (isNew && !retainsName ? whyNotNamed(path) : undefined) ??
    whyNotThisKind(target) ??
    whyNotItsPlugin(target) ??
    (isNew ? whyForeign(target) : undefined)
  );
}

/** Whether a content is a JAR, by its first bytes. */
export const isJar = (first: Uint8Array): boolean =>
  [0x50, 0x4b, 0x03, 0x04].every((byte, index) => first[index] === byte);

const isNamedJar = (path: string): boolean => /\.jar$/i.test(path);

function whyNotThisKind({ path, kind }: Target): string | undefined {
  const isJar = isNamedJar(path);
  if (kind === 'jar' || (kind === undefined && isJar))
    return JAR.test(path) ? undefined : 'a JAR lies directly in plugins/ or plugins/update/';
  if (isJar) return 'it is loaded as code; a JAR is installed from its sha256, never written as a text';
  if (ARGUMENTS.test(path)) return 'its lines are arguments of the Java machine, which run code';
  if (isConfigFile(path)) return undefined;
  return 'its name is not one of a configuration file, so scans would not see it, and something may run or load it';
}

function whyNotItsPlugin({ path, plugin }: Target): string | undefined {
  if (plugin === undefined || isNamedJar(path)) return undefined;
  const owner = configFileRefOf(path).plugin;
  if (owner === plugin) return undefined;
  return `it is a file of ${owner === SERVER_FILES ? 'the server itself (_server)' : owner}, not of ${plugin}`;
}

/** Why a file has no business on this platform; undefined when it has, or when that is unknown. */
export function whyForeign({ path, platform, pluginPlatforms = [] }: Target): string | undefined {
  if (platform === undefined || platform === 'unknown') return undefined;
  const owner = configFileRefOf(path).plugin;
  if (owner === SERVER_FILES && !isNamedJar(path))
    return belongsOnPlatform(path, platform) ? undefined : `no ${platform} server reads such a file`;
  if (pluginPlatforms.length === 0 || pluginPlatforms.includes(platform)) return undefined;
  return `${owner} is a plugin for ${pluginPlatforms.join(' and ')}, and this is ${platform}`;
}
