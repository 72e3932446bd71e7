import type {
  BaselineRevisionView,
  BaselineSet,
  BaselineSetFile,
} from '@archivesmp/contracts/baseline-history';
import { sha256Hex } from '@archivesmp/digests';
import { nameOf } from './baseline-location.js';

/**
 * One version of the set, from the last change of every file until then; the newest of them made the version.
 */
export function baselineSet(changes: readonly BaselineRevisionView[]): BaselineSet {
  const last = changes.reduce<BaselineRevisionView | undefined>(
    (newest, one) => (newest === undefined || one.version > newest.version ? one : newest),
    undefined,
  );
  const there = changes.flatMap((one): BaselineSetFile[] => {
    const { plugin, path, version, revision, sha256, size } = one;
    if (revision === undefined || sha256 === undefined || size === undefined) return [];
    return [{ plugin, path, version, revision, sha256, size }];
  });
  const deviations = there.find(({ plugin }) => plugin === '');
  return {
    version: last?.version ?? 0,
    ...(last !== undefined && { changedAt: last.at, change: last.change, subject: nameOf(last) }),
    ...(last?.by !== undefined && { changedBy: last.by }),
    ...(last?.reason !== undefined && { reason: last.reason }),
    sha256: digestOf(there),
    files: there.filter(({ plugin }) => plugin !== ''),
    ...(deviations !== undefined && { deviations }),
  };
}

const digestOf = (files: readonly BaselineSetFile[]): string =>
  sha256Hex(JSON.stringify(files.map((one) => [nameOf(one), one.sha256]).sort()));
