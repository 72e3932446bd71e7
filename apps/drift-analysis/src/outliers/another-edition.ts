import { counted } from '@archivesmp/contracts/counted';
import type { ObservedOutlier, ObservedTie } from '@archivesmp/history';

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
        value: counted(ofInstance.length, 'key differs', 'keys differ'),
        agree: Math.min(...ofInstance.map((one) => one.agree)),
        of: Math.max(...ofInstance.map((one) => one.of)),
      },
    ];
  });
}

/**
 * Where many keys of one file are without a majority, the file has as many editions as there are servers, which is one thing
 * to know.
 * @param ties those of one file
 * @returns the single keys, or one tie of the whole file (empty path) that counts them
 */
export function summariseTies(ties: readonly ObservedTie[]): readonly ObservedTie[] {
  const [first] = ties;
  if (first === undefined || ties.length <= NAMED_KEYS) return ties;
  const { plugin, file, among } = first;
  const instanceIds = [
    ...new Set(ties.flatMap(({ choices }) => choices.flatMap((choice) => choice.instanceIds))),
  ];
  const value = `${counted(ties.length, 'key')} without a majority`;
  return [
    {
      plugin,
      file,
      path: [],
      value,
      among,
      of: Math.max(...ties.map(({ of }) => of)),
      choices: [{ instanceIds }],
    },
  ];
}
