import { parseDeviations } from '@archivesmp/baseline';
import { judgesOf, type JudgeOf } from '@archivesmp/drift';
import { BY_NAME_AND_SHAPE, judgeWith } from '@archivesmp/secrets';
import { OwnBaselines, type DesiredStores } from './desired/own-baselines.js';

const EVERYTHING = judgeWith(() => ({ secret: true, why: 'the rules of deviations.yml cannot be read' }));

/** What operators say in deviations.yml about secrets, as it was saved. Needed by whoever shows a content of a server. */
export class SecretRules {
  private readonly own: OwnBaselines;
  private known: { readonly sha256: string; readonly judgeOf: JudgeOf } | undefined;

  constructor(stores: DesiredStores) {
    this.own = new OwnBaselines(stores);
  }

  /**
   * Who decides about each file. A document that cannot be read, or that nobody saved, hides everything: nobody knows what it calls a
   * secret, and what it calls none may be somebody's forgery.
   * @throws Problem of MariaDB and S3
   */
  async judgeOf(): Promise<JudgeOf> {
    const { files } = await this.own.look();
    const stored = files.find(({ plugin }) => plugin === '');
    if (stored === undefined) return () => BY_NAME_AND_SHAPE;
    if (this.known?.sha256 === stored.sha256) return this.known.judgeOf;
    const { bytes, notJudged } = await this.own.content(stored);
    const document = notJudged === undefined ? parseDeviations(bytes).document : undefined;
    if (document === undefined) return () => EVERYTHING;
    const judgeOf = judgesOf(document);
    this.known = { sha256: stored.sha256, judgeOf };
    return judgeOf;
  }
}
