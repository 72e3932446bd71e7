import type { Artifacts } from '@archivesmp/artifacts';
import { sha256Hex } from '@archivesmp/digests';
import type { BaselineLocation, History } from '@archivesmp/history';

/** Records what was written into the bucket by a test as an admin would have it taken over: else nothing is judged by it. */
export async function recordAdopted(
  history: History,
  artifacts: Artifacts,
  location: BaselineLocation,
  content: Buffer,
  revision: string,
): Promise<void> {
  await artifacts.baselineHistory.storeBaselineContent(content);
  const sha256 = sha256Hex(content);
  const adopted = { ...location, change: 'adopted' as const, by: 'test', reason: 'it came with the fleet' };
  await history.baselineChanges.recordBaselineChange(
    { ...adopted, content: { revision, sha256, size: content.length } },
    new Date(),
  );
}
