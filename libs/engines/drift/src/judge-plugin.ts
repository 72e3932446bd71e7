import { type DesiredState, isExpectedOn } from '@archivesmp/baseline';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import type { ComparisonContext } from './comparison-context.js';
import { scopeDeciding } from './decided-by.js';
import type { Finding } from './finding.js';
import { pluginFinding } from './make-finding.js';
import { whyMissing } from './missing-plugin.js';

/** A plugin with a baseline, as a whole, on one instance. */
export interface JudgedPlugin {
  /** It is there and belongs there, so that each file of its baseline is missed where it is not. */
  readonly isFileMissed: boolean;
  /** That it is missing, or there although it should not be. */
  readonly finding?: Finding;
}

/**
 * Judges a plugin of which there is a baseline as a whole. The server itself is always there, even when each of its files is missing.
 * @param present names of the plugins that the instance was seen to have
 */
export function judgePlugin(
  state: Pick<DesiredState, 'document' | 'seenOn'>,
  plugin: string,
  context: ComparisonContext,
  present: ReadonlySet<string>,
): JudgedPlugin {
  const { expected, whereInstalled, reason, by } = isExpectedOn(state, plugin, context.instance);
  const isThere = plugin === SERVER_FILES || present.has(plugin);
  if (expected && isThere) return { isFileMissed: true };
  if (expected && !whereInstalled)
    return made(pluginFinding(context, plugin, 'missing_plugin', whyMissing(plugin, present)));
  if (expected || plugin === SERVER_FILES || !isThere || reason === undefined) return made(undefined);
  const why = `the plugin is installed although ${reason}`;
  return made(pluginFinding(context, plugin, 'extra_file', why, by && scopeDeciding(by)));
}

const made = (finding: Finding | undefined): JudgedPlugin => ({
  isFileMissed: false,
  ...(finding && { finding }),
});
