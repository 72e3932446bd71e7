import { pathInPlugin } from '@archivesmp/fleet';
import { hasRead, heldSince } from '@archivesmp/rollout';
import type { FileGoal } from '../fit/fit-change.js';
import type { Line } from './instance-lines.js';
import type { TurnInput } from './turn-input.js';

/**
 * Whether the server of an instance is known to have read these files as they are: it was started after all of them held what they hold.
 * Nothing to write at all was read.
 * @param found by path, as the files were just found; null = not there, undefined = not known
 */
export async function wasRead(
  { instanceId }: Pick<Line, 'instanceId'>,
  goals: readonly FileGoal[],
  found: ReadonlyMap<string, string | null | undefined>,
  input: Pick<TurnInput, 'history' | 'sql' | 'now'>,
): Promise<boolean> {
  if (goals.length === 0) return true;
  const { history, sql, now } = input;
  const files = goals.flatMap(({ change: { path, plugin, kind } }) => {
    const sha256 = found.get(path);
    const inPlugin = kind === 'config' ? { inPlugin: pathInPlugin(plugin, path) } : {};
    return sha256 === undefined ? [] : [{ path, plugin, sha256, ...inPlugin }];
  });
  if (files.length < goals.length) return false;
  const sightings = await history.fileReadings.sightings(instanceId, files, sql);
  const bases = goals.flatMap(({ change, bases: all, basesAt: at }) =>
    all.map((content) => ({ path: change.path, at, content })),
  );
  const since = files.map(({ path, sha256 }) =>
    heldSince(sha256, [...sightings.get(path)!, ...bases.filter((one) => one.path === path)]),
  );
  const known = since.filter((at) => at !== undefined);
  if (known.length < since.length) return false;
  const latest = new Date(Math.max(...known.map((at) => at.getTime())));
  return hasRead(known, await history.fileReadings.startsSince(instanceId, latest, now, sql));
}
