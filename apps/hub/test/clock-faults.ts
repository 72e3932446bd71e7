import type { Fault, Stage } from './faults.js';
import type { SetClocks } from './set-clock.js';
import type { TestProduct } from './test-product.js';

/** A step of NTP, or by hand: an hour at most. */
const MOST_SECONDS = 3_600;
/** Hosts without time synchronisation are minutes off. */
const MOST_SKEW_SECONDS = 300;

const ALONE: readonly Fault[] = [
  { name: 'the clock of the hub is set', strike: async (stage) => set(stage, 'hub', MOST_SECONDS) },
  {
    name: 'the clock of a host is set',
    strike: async (stage) => set(stage, stage.dice.one(stage.product.fleet.hosts), MOST_SECONDS),
  },
  {
    name: 'the clocks of the hosts are minutes off',
    strike: async (stage) => {
      for (const host of stage.product.fleet.hosts) set(stage, host, MOST_SKEW_SECONDS);
    },
  },
];

/**
 * Clocks that are set while something is under way, in half of them that of S3 besides, otherwise. Each stays set until the round
 * is over.
 */
export const CLOCK_FAULTS: readonly Fault[] = ALONE.flatMap((fault) => [
  fault,
  {
    name: `${fault.name}, and that of S3`,
    strike: async (stage) => {
      await fault.strike(stage);
      set(stage, 's3', MOST_SECONDS);
    },
  },
]);

/** Every clock shows what the machine's does. */
export function rightClocks(clocks: SetClocks, product: TestProduct): void {
  for (const name of ['hub', 's3', ...product.fleet.hosts]) clocks.set(name, 0);
  for (const { switches } of product.panels.values()) switches.clockAheadMs = 0;
}

/** A host's game servers have the clock of their host. */
function set({ clocks, product, dice }: Stage, name: string, most: number): void {
  const seconds = dice.chance(50) ? dice.between(-most, -1) : dice.between(1, most);
  clocks!.set(name, seconds);
  const panel = product.panels.get(name);
  if (panel !== undefined) panel.switches.clockAheadMs = seconds * 1_000;
}
