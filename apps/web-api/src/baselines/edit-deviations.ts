import type { DeviationsObject as StoredDeviations } from '@archivesmp/artifacts';
import { NO_DEVIATIONS, parseDeviations } from '@archivesmp/baseline';
import type { EditOfDeviations } from '@archivesmp/change-plan';
import { Problem } from '@archivesmp/contracts/problem';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import { THE_DEVIATIONS } from './baseline-location.js';
import type { SaveBaseline, SavingDetails } from './save-baseline.js';

/** Changes a part of deviations.yml and leaves all else as it is, also what another caller saves at the same time. */
export class EditDeviations {
  constructor(
    private readonly deviations: StoredDeviations,
    private readonly save: SaveBaseline,
  ) {}

  /** Gives the new revision. @throws Problem of `edit`, `baseline.invalid`, `baseline.revision-mismatch`, `resource.busy` */
  async editDeviations(
    edit: EditOfDeviations,
    saving: SavingDetails,
    caller: Caller,
    request: FastifyRequest,
  ): Promise<string> {
    const editAndSave = async (): Promise<string> => {
      const stored = await this.deviations.readDeviations();
      const text = stored?.content ?? Buffer.alloc(0);
      // a document with mistakes is named with all of them when it is saved, and saved it is not
      const content = Buffer.from(edit(text, parseDeviations(text).document ?? NO_DEVIATIONS));
      const when = stored === undefined ? { ifAbsent: true as const } : { ifRevision: stored.revision };
      return (await this.save.saveBaseline(THE_DEVIATIONS, content, when, caller, request, saving)).revision;
    };
    // Another caller may have saved between our reading and writing; one more reading is enough to join both
    return editAndSave().catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'baseline.revision-mismatch') return editAndSave();
      throw error;
    });
  }
}
