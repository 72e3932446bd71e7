import { counted } from '@archivesmp/contracts/counted';
import type { NoMajority, Outlier } from './outliers.js';

/** Up to this many keys of one file are named one by one. */
export const NAMED_KEYS = 10;

/**
 * An instance that differs in many keys of one file has another version of the plugin or a file of its own, which is one thing to
 * know and not a thousand.
 * @param outliers those of one file
 * @returns per instance the single keys, or one outlier of the whole file (empty path) that counts them
 */
export function summariseOutliers(outliers: readonly Outlier[]): Outlier[] {
  return [...Map.groupBy(outliers, ({ instance }) => instance).values()].flatMap((ofInstance) => {
    const [first] = ofInstance;
    if (first === undefined || ofInstance.length <= NAMED_KEYS) return ofInstance;
    const { instance, host, plugin, file, group } = first;
    return [
      {
        plugin,
        file,
        path: [],
        key: '',
        group,
        instance,
        host,
        value: counted(ofInstance.length, 'key differs', 'keys differ'),
        agree: Math.min(...ofInstance.map((one) => one.agree)),
        of: Math.max(...ofInstance.map((one) => one.of)),
      },
    ];
  });
}

/**
 * Where many keys of one file are without a majority, there are as many versions of the file as servers, which is one thing to know.
 * @param ties those of one file
 * @returns the single keys, or one of the whole file (empty path) that counts them in its only choice
 */
export function summariseTies(ties: readonly NoMajority[]): readonly NoMajority[] {
  const [first] = ties;
  if (first === undefined || ties.length <= NAMED_KEYS) return ties;
  const { plugin, file, group } = first;
  const instances = [
    ...new Set(ties.flatMap(({ choices }) => choices.flatMap((choice) => choice.instances))),
  ];
  return [
    {
      plugin,
      file,
      path: [],
      key: '',
      group,
      of: Math.max(...ties.map(({ of }) => of)),
      values: Math.max(...ties.map(({ values }) => values)),
      keys: ties.length,
      choices: [{ instances }],
    },
  ];
}
