import { compareTexts } from '@archivesmp/contracts/text-order';
import { isProxy } from '@archivesmp/contracts/vocabulary';
import { groupBy } from './group-by.js';
import type { InstancePlan, Wave } from './plan.js';
import type { PlanTarget } from './exact-change-request.js';

/** How instances are put into waves. */
export interface WaveOrder {
  /** Instances with this tag or name go first, alone: the operators' DEV01. */
  readonly first: readonly string[];
  /** What makes one wave in between. */
  readonly groupBy: 'all' | 'host' | 'tag';
  /** Tags in the order of their waves, when grouped by tag; instances with none of them form the last group. */
  readonly tags?: readonly string[];
}

export const DEV_FIRST: WaveOrder = { first: ['dev', 'DEV01'], groupBy: 'host' };

/** The instance on which things are tried out first; undefined: there is none, or not exactly one. */
export function developmentInstance<T extends { readonly name: string; readonly tags: readonly string[] }>(
  fleet: readonly T[],
): T | undefined {
  const words = new Set(DEV_FIRST.first);
  const [first, another] = fleet.filter(
    ({ name, tags }) => words.has(name) || tags.some((tag) => words.has(tag)),
  );
  return another === undefined ? first : undefined;
}

/** Development instances first, then the groups, proxies last, whatever the grouping: players come in through them. */
export function arrangeWaves(
  instances: readonly InstancePlan[],
  targets: ReadonlyMap<string, PlanTarget>,
  order: WaveOrder,
): Wave[] {
  const sorted = [...instances].sort(
    (a, b) => compareTexts(a.name, b.name) || compareTexts(a.instanceId, b.instanceId),
  );
  const isFirst = (one: InstancePlan): boolean =>
    order.first.some((word) => word === one.name || targets.get(one.instanceId)?.tags.includes(word));
  const middle = sorted.filter((one) => !isFirst(one) && !isProxy(one.platform));
  const groups = [...groupBy(middle, (one) => groupName(one, targets, order))].sort(
    ([a], [b]) => rank(a, order) - rank(b, order) || compareTexts(a, b),
  );
  const waves: Wave[] = [
    { name: 'first', instances: sorted.filter(isFirst) },
    ...groups.map(([name, members]) => ({ name, instances: members })),
    { name: 'proxies', instances: sorted.filter((one) => isProxy(one.platform) && !isFirst(one)) },
  ];
  return waves.filter((wave) => wave.instances.length > 0);
}

const REST = 'others';

function groupName(one: InstancePlan, targets: ReadonlyMap<string, PlanTarget>, order: WaveOrder): string {
  if (order.groupBy === 'all') return 'all';
  if (order.groupBy === 'host') return one.host;
  const tags = targets.get(one.instanceId)?.tags ?? [];
  return (order.tags ?? []).find((tag) => tags.includes(tag)) ?? REST;
}

function rank(name: string, order: WaveOrder): number {
  const tags = order.groupBy === 'tag' ? (order.tags ?? []) : [];
  const index = tags.indexOf(name);
  return index < 0 ? Number.MAX_SAFE_INTEGER : index;
}
