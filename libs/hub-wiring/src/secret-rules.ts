import type { DeviationsDocument as StoredDocument } from '@archivesmp/artifacts';
import { parseDeviations } from '@archivesmp/baseline';
import { judgesOf, type JudgeOf } from '@archivesmp/drift';
import { BY_NAME_AND_SHAPE, judgeWith } from '@archivesmp/secrets';

const EVERYTHING = judgeWith(() => ({ secret: true, why: 'the rules of deviations.yml cannot be read' }));

/** What operators say in deviations.yml about secrets, as it is saved now. Needed by whoever shows a content of a server. */
export class SecretRules {
  private known: { readonly revision: string; readonly judgeOf: JudgeOf } | undefined;

  constructor(private readonly deviations: Pick<StoredDocument, 'read'>) {}

  /**
   * Who decides about each file. A document that cannot be read hides everything: nobody knows what it calls a secret.
   * @throws Problem `artifacts.unavailable`
   */
  async judgeOf(): Promise<JudgeOf> {
    const stored = await this.deviations.read();
    if (stored === undefined) return () => BY_NAME_AND_SHAPE;
    if (this.known?.revision === stored.revision) return this.known.judgeOf;
    const { document } = parseDeviations(stored.content);
    const judgeOf = document === undefined ? () => EVERYTHING : judgesOf(document);
    this.known = { revision: stored.revision, judgeOf };
    return judgeOf;
  }
}
