import { isProxy, type Platform } from '@archivesmp/contracts/vocabulary';
import type { DeviationsDocument } from './deviations-document.js';
import type { FleetInstance } from '@archivesmp/fleet';

/** Platforms of the instances that have a plugin, by plugin. */
export type SeenPlatforms = ReadonlyMap<string, ReadonlySet<Platform>>;

/** What is known of where plugins belong. */
export interface PluginFactsOfFleet {
  readonly document: Pick<DeviationsDocument, 'plugins'>;
  /** Left out: not checked. */
  readonly seenOn?: SeenPlatforms;
}

/** Where a plugin is installed, as instances were last seen. @param instanceOf by the id under which it was seen */
export function seenPlatforms(
  seen: Iterable<{ readonly instanceId: string; readonly plugin: string }>,
  instanceOf: (instanceId: string) => Pick<FleetInstance, 'platform'> | undefined,
): SeenPlatforms {
  const platforms = new Map<string, Set<Platform>>();
  for (const { instanceId, plugin } of seen) {
    const platform = instanceOf(instanceId)?.platform;
    if (platform === undefined || platform === 'unknown') continue;
    const known = platforms.get(plugin) ?? new Set();
    platforms.set(plugin, known.add(platform));
  }
  return platforms;
}

/** Platforms that a plugin is for: those that deviations.yml names, else those that have it. Empty: unknown. */
export function platformsOfPlugin(
  plugin: string,
  { document, seenOn }: PluginFactsOfFleet,
): readonly Platform[] {
  const named = document.plugins.get(plugin)?.platforms ?? [];
  return named.length > 0 ? named : [...(seenOn?.get(plugin) ?? [])];
}

/**
 * Whether a plugin of which deviations.yml names no platforms is missed on one only where it is installed: a proxy does not lack
 * what game servers have. A plugin that is installed nowhere yet is assumed not to be one for proxies.
 */
export function isMissedNowhereElse(plugin: string, on: Platform, facts: PluginFactsOfFleet): boolean {
  if (on === 'unknown' || (facts.document.plugins.get(plugin)?.platforms ?? []).length > 0) return false;
  const known = platformsOfPlugin(plugin, facts);
  return known.length === 0 ? isProxy(on) : !known.includes(on);
}
