import type { ObservedOutlier } from '@archivesmp/history';

/** Up to this many keys of one file are named one by one. */
const NAMED_KEYS = 10;

/**
 * An instance that differs in many keys of one file has another edition of it (another version of the plugin, a file
 * of its own), which is one thing to know and not a thousand.
 * @param outliers those of one file
 * @returns per instance the single keys, or one outlier of the whole file (empty path) that counts them
 */
export function summariseEditions(outliers: readonly ObservedOutlier[]): ObservedOutlier[] {
  return [...Map.groupBy(outliers, (one) => one.instanceId).values()].flatMap((ofInstance) => {
    const [first] = ofInstance;
    if (first === undefined || ofInstance.length <= NAMED_KEYS) return ofInstance;
    const { instanceId, plugin, file } = first;
    return [
      {
        instanceId,
        plugin,
        file,
        path: [],
        value: `${ofInstance.length} keys differ`,
        agree: Math.min(...ofInstance.map((one) => one.agree)),
        of: Math.max(...ofInstance.map((one) => one.of)),
      },
    ];
  });
}
