import { BaselineHistory } from '@archivesmp/artifacts';
import { BaselineChanges } from '@archivesmp/history';
import { Inject, Injectable } from '@nestjs/common';
import { nameOf, PlacesInBucket, type BaselinePlace } from './baseline-place.js';

/**
 * Notes what was changed in the bucket without the product: baselines that were there before changes were recorded, that somebody put
 * there by hand, or whose recording was lost when a hub died. Nobody knows who did it, and that is what is noted.
 */
@Injectable()
export class NoteFound {
  constructor(
    @Inject(PlacesInBucket) private readonly places: PlacesInBucket,
    @Inject(BaselineHistory) private readonly kept: BaselineHistory,
    @Inject(BaselineChanges) private readonly changes: BaselineChanges,
  ) {}

  /** Compares the bucket with what is recorded; nothing is locked while both agree. @throws Problem of MariaDB and S3 */
  async run(): Promise<void> {
    if ((await this.unknown()).length === 0) return;
    await this.changes.exclusively(async () => {
      for (const place of await this.unknown()) await this.note(place);
    });
  }

  /** The same for one file, by whoever has the turn already. */
  async note(place: BaselinePlace): Promise<void> {
    const last = await this.changes.last(place);
    const there = await this.places.read(place);
    if (there?.revision === last?.revision) return;
    if (there === undefined) {
      await this.changes.record({ ...place, change: 'vanished' }, new Date());
      return;
    }
    const { content, revision } = there;
    const found = { revision, sha256: await this.kept.keep(content), size: content.length };
    await this.changes.record({ ...place, change: 'found', content: found }, new Date());
  }

  private async unknown(): Promise<BaselinePlace[]> {
    const [there, recorded] = await Promise.all([this.places.list(), this.changes.setAt()]);
    const known = new Map(recorded.map((one) => [nameOf(one), one.revision]));
    const seen = new Set(there.map(nameOf));
    const found = there.filter((one) => known.get(nameOf(one)) !== one.revision);
    const vanished = recorded.filter((one) => one.revision !== undefined && !seen.has(nameOf(one)));
    return [...found, ...vanished].map(({ plugin, path }) => ({ plugin, path }));
  }
}
