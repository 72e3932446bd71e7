import { pathInPlugin } from '@archivesmp/fleet';
import type { History, Sql } from '@archivesmp/history';
import { hasRead, heldSince } from '@archivesmp/rollout';
import type { FileGoal } from '../fit/fit-change.js';

/** What is read for it, and when. */
export interface ReadingStores {
  readonly history: Pick<History, 'fileReadings'>;
  readonly now: Date;
  readonly sql?: Sql;
}

/** Files of an instance that hold already what they are to hold. */
export interface FilesAsPlanned {
  readonly goals: readonly FileGoal[];
  /** By path, as the files were just found; null = not there, undefined = not known. */
  readonly found: Readonly<Record<string, string | null>>;
  /** Paths of those that its own server saved as they are. */
  readonly ownSaves: ReadonlySet<string>;
}

/**
 * Whether the server of an instance is known to have read these files as they are: it wrote them itself, or was started after all others
 * held what they hold. Nothing to write at all was read. @throws Problem of MariaDB
 */
export async function wasRead(
  instanceId: string,
  { goals: all, found, ownSaves }: FilesAsPlanned,
  { history, now, sql }: ReadingStores,
): Promise<boolean> {
  const goals = all.filter(({ change }) => !ownSaves.has(change.path));
  if (goals.length === 0) return true;
  const files = goals.flatMap(({ change: { path, plugin, kind } }) => {
    const sha256 = found[path];
    const inPlugin = kind === 'config' ? { inPlugin: pathInPlugin(plugin, path) } : {};
    return sha256 === undefined ? [] : [{ path, plugin, sha256, ...inPlugin }];
  });
  if (files.length < goals.length) return false;
  const sightings = await history.fileReadings.listFileSightings(instanceId, files, sql);
  const bases = goals.flatMap(({ change, bases, basesAt: at }) =>
    bases.map((content) => ({ path: change.path, at, content })),
  );
  const since = files.map(({ path, sha256 }) =>
    heldSince(sha256, [...sightings.get(path)!, ...bases.filter((one) => one.path === path)]),
  );
  const known = since.filter((at) => at !== undefined);
  if (known.length < since.length) return false;
  const latest = new Date(Math.max(...known.map((at) => at.getTime())));
  return hasRead(known, await history.fileReadings.listStartsSince(instanceId, latest, now, sql));
}
