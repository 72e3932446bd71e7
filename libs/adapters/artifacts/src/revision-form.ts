import { Problem } from '@archivesmp/contracts/problem';
import { isFailedPrecondition } from './storage-failure.js';

/** Ways to write an ETag into If-Match: as RFC 9110 has it, and as servers want it that compare it with the bare one (Ceph before 17). */
const FORMS: readonly ((revision: string) => string)[] = [
  (revision) => `"${revision}"`,
  (revision) => revision,
];

/** How the server wants revisions written; learned from the first conditional write that succeeds. */
export class RevisionForm {
  private known: number | undefined;

  /**
   * Replaces what is still at a revision.
   * @param send sends the write under this If-Match and gives the new revision
   * @param isStill whether the object is at the revision now
   * @returns what `send` gives
   * @throws what `send` throws, a failed precondition only when another change came first; Problem `artifacts.unsuitable` when the server
   * refuses the condition although it holds
   */
  async replace(
    revision: string,
    send: (match: string) => Promise<string>,
    isStill: () => Promise<boolean>,
  ): Promise<string> {
    const order = this.known === undefined ? FORMS.keys() : [this.known];
    for (const form of order)
      try {
        const written = await send(FORMS[form]!(revision));
        this.known = form;
        return written;
      } catch (error) {
        if (!isFailedPrecondition(error) || !(await isStill())) throw error;
      }
    throw new Problem(
      'artifacts.unsuitable',
      'the S3 server refuses to replace an object that is at the revision it was told',
    );
  }
}
