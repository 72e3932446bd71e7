import type { Artifacts } from '@archivesmp/artifacts';
import type { History } from '@archivesmp/history';
import { judgeContent, type ContentVerdict } from '@archivesmp/retention';

/** Contents removed while their notes are locked. */
const CHUNK = 100;

export interface SweptSnapshots {
  /** All that are stored. */
  readonly stored: number;
  /** Of these, those that nothing names any more and that wait for their time. */
  readonly departing: number;
  readonly removed: number;
}

/**
 * Removes stored contents of files that nothing has named for long enough. A process that names one again meanwhile claims
 * it (`Snapshots`), and finds it kept or is told to store it anew, never half of both.
 */
export class SweepSnapshots {
  constructor(
    private readonly history: Pick<History, 'departing' | 'contentNeeds'>,
    private readonly artifacts: Pick<Artifacts, 'snapshots'>,
    private readonly days: number,
    private readonly stopping: AbortSignal,
  ) {}

  /** @throws Problem of MariaDB or S3; AbortError when the service stops */
  async sweepSnapshots(now: Date): Promise<SweptSnapshots> {
    const { departing, contentNeeds } = this.history;
    await departing.forgetRemovedContents(now);
    const named = await contentNeeds.listContentsInTexts();
    const count = { stored: 0, departing: 0, removed: 0 };
    const known = new Set([
      ...named,
      ...(await contentNeeds.listContentsOnInstances()),
      ...(await departing.listDepartingContents()),
    ]);
    for await (const hashes of this.artifacts.snapshots.listSnapshots(known)) {
      this.stopping.throwIfAborted();
      const verdicts = await this.judged(hashes, named, now);
      const hashesWith = (verdict: ContentVerdict): string[] =>
        hashes.filter((hash) => verdicts.get(hash) === verdict);
      await departing.markContentsUnneeded(hashesWith('note'), now);
      await departing.markContentsNeeded(hashesWith('take-back'));
      const removed = await this.removeSnapshots(hashesWith('remove'), now);
      count.stored += hashes.length - removed;
      count.departing += hashesWith('note').length + hashesWith('wait').length;
      count.removed += removed;
    }
    return count;
  }

  private async judged(
    hashes: readonly string[],
    named: ReadonlySet<string>,
    now: Date,
  ): Promise<ReadonlyMap<string, ContentVerdict>> {
    const onInstances = await this.history.contentNeeds.findContentsOnInstances(hashes);
    const noted = await this.history.departing.findDepartingContents(hashes);
    return new Map(
      hashes.map((sha256) => {
        const since = noted.get(sha256);
        const neededBy = onInstances.has(sha256)
          ? 'a file of an instance'
          : named.has(sha256)
            ? 'a plan, an order, a verdict, the answer of an agent or an open finding'
            : undefined;
        const content = {
          sha256,
          ...(neededBy !== undefined && { neededBy }),
          ...(since !== undefined && { unneededSince: since.getTime() }),
        };
        return [sha256, judgeContent(content, this.days, now.getTime())] as const;
      }),
    );
  }

  private async removeSnapshots(hashes: readonly string[], now: Date): Promise<number> {
    let removed = 0;
    for (let start = 0; start < hashes.length; start += CHUNK) {
      const chunk = hashes.slice(start, start + CHUNK);
      const gone = await this.history.departing.removeUnneededContents(chunk, now, async (locked, sql) => {
        const onInstances = await this.history.contentNeeds.findContentsOnInstances(locked, sql);
        const going = locked.filter((sha256) => !onInstances.has(sha256));
        await this.artifacts.snapshots.removeSnapshots(going);
        return going;
      });
      removed += gone.length;
    }
    return removed;
  }
}
