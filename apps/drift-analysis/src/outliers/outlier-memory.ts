import { RunningSha256 } from '@archivesmp/digests';
import type { ConfigFile } from '@archivesmp/history';
import type { CompiledState } from '@archivesmp/hub-wiring';
import type { PluginOutliers } from './fleet-outliers.js';

interface Remembered {
  readonly state: CompiledState;
  readonly seen: string;
  readonly found: PluginOutliers;
}

/**
 * The odd ones of each plugin as they were found last time. They follow from the files and the desired state alone, so that
 * a scan in which neither changed needs not read and compare every file of the fleet again.
 */
export class OutlierMemory {
  private readonly ofPlugin = new Map<string, Remembered>();

  /** What was found among these files under this very state, or else what `find` finds. */
  async recallOrFind(
    plugin: string,
    files: readonly ConfigFile[],
    state: CompiledState,
    find: () => Promise<PluginOutliers>,
  ): Promise<PluginOutliers> {
    const seen = contentsOf(files);
    const known = this.ofPlugin.get(plugin);
    if (known?.state === state && known.seen === seen) return known.found;
    this.ofPlugin.delete(plugin);
    const found = await find();
    this.ofPlugin.set(plugin, { state, seen, found });
    return found;
  }

  /** Forgets plugins that no instance has any more. */
  forgetOtherPlugins(plugins: readonly string[]): void {
    const there = new Set(plugins);
    for (const plugin of this.ofPlugin.keys()) if (!there.has(plugin)) this.ofPlugin.delete(plugin);
  }
}

/** What a comparison depends on: which file lies where, with which content. */
function contentsOf(files: readonly ConfigFile[]): string {
  const hash = new RunningSha256();
  for (const { instanceId, path, state, sha256, format } of files)
    hash.add(`${instanceId}\n${path}\n${state}\n${sha256 ?? ''}\n${format}\n`);
  return hash.hex();
}
