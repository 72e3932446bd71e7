import { createHash } from 'node:crypto';
import type { Artifacts } from '@archivesmp/artifacts';
import type { BaselinePlace, History } from '@archivesmp/history';

/** Records what was written into the bucket by a test as somebody would have it taken over: else nothing is judged by it. */
export async function recordAdopted(
  history: History,
  artifacts: Artifacts,
  place: BaselinePlace,
  content: Buffer,
  revision: string,
): Promise<void> {
  await artifacts.baselineHistory.keep(content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const about = { ...place, change: 'adopted' as const, by: 'test', reason: 'it came with the fleet' };
  await history.baselineChanges.record(
    { ...about, content: { revision, sha256, size: content.length } },
    new Date(),
  );
}
