import { CONFIGS_BUCKET, DEVIATIONS_KEY } from '@archivesmp/contracts/baselines';
import { revisionMismatch } from './baselines.js';
import type { ObjectStore } from './object-store.js';
import type { ObjectContent, Precondition } from './stored-object.js';

/** `deviations.yml` in the bucket `configs`: every documented variance in one document. */
export class DeviationsObject {
  constructor(private readonly store: ObjectStore) {}

  /** undefined when none was written yet. */
  readDeviations(): Promise<ObjectContent | undefined> {
    return this.store.readObject(CONFIGS_BUCKET, DEVIATIONS_KEY);
  }

  /** Gives the new revision. Throws Problem('baseline.revision-mismatch') when `when` does not hold. */
  async writeDeviations(content: Buffer, when: Precondition): Promise<string> {
    const options = { contentType: 'application/yaml', when };
    const revision = await this.store.writeObject(CONFIGS_BUCKET, DEVIATIONS_KEY, content, options);
    if (revision === undefined) throw revisionMismatch(DEVIATIONS_KEY, when);
    return revision;
  }

  /** Throws Problem('baseline.revision-mismatch') when the document is no longer at this revision. */
  async removeDeviations(revision: string): Promise<void> {
    if (!(await this.store.removeRevision(CONFIGS_BUCKET, DEVIATIONS_KEY, revision)))
      throw revisionMismatch(DEVIATIONS_KEY, { ifRevision: revision });
  }
}
