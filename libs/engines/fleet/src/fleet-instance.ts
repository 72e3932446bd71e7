import type { Platform } from '@archivesmp/contracts/vocabulary';

/** An instance as expectations know it. `aliases` are further names (its UUID, its folder, older names). */
export interface FleetInstance {
  readonly name: string;
  readonly host: string;
  readonly platform: Platform;
  readonly tags: readonly string[];
  readonly aliases?: readonly string[];
}

/** Whether an instance is meant by a name: its own, or one of its aliases. */
export const answersTo = (
  { name, aliases = [] }: Pick<FleetInstance, 'name' | 'aliases'>,
  called: string,
): boolean => called === name || aliases.includes(called);

/** Every instance that a name means: one, or all of those that hosts call the same. */
export const instancesCalled = <T extends Pick<FleetInstance, 'name' | 'aliases'>>(
  called: string,
  fleet: readonly T[],
): T[] => fleet.filter((one) => answersTo(one, called));
