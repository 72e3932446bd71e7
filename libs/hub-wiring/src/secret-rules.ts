import { parseDeviations } from '@archivesmp/baseline';
import { DEVIATIONS_KEY } from '@archivesmp/contracts/baselines';
import { Problem } from '@archivesmp/contracts/problem';
import { judgesOf, type JudgeOf } from '@archivesmp/drift';
import { BY_NAME_AND_SHAPE, judgeWith } from '@archivesmp/secrets';
import { askedTogether, type BaselineChanges } from '@archivesmp/history';
import { OwnBaselines, type DesiredStores } from './desired/own-baselines.js';

const HIDES_ALL = judgeWith(() => ({ secret: true, why: 'the rules of deviations.yml cannot be read' }));
const EVERYTHING: JudgeOf = () => HIDES_ALL;
const NO_RULES: JudgeOf = () => BY_NAME_AND_SHAPE;

/** What the rules are read from. */
export interface RuleStores extends DesiredStores {
  readonly changes: DesiredStores['changes'] & Pick<BaselineChanges, 'findLastRevision'>;
}

/** What operators say in deviations.yml about secrets, as it was saved. Needed wherever a content of a server is shown. */
export class SecretRules {
  private readonly own: OwnBaselines;
  private known: { readonly sha256: string; readonly judgeOf: JudgeOf } | undefined;

  private readonly lastSaved: () => ReturnType<RuleStores['changes']['findLastRevision']>;

  constructor(stores: RuleStores) {
    this.own = new OwnBaselines(stores);
    this.lastSaved = askedTogether(() =>
      stores.changes.findLastRevision({ plugin: '', path: DEVIATIONS_KEY }),
    );
  }

  /**
   * The same for every page that shows recorded values: one row of MariaDB tells whether something was saved since the rules were
   * read. Where they cannot be read because the storage is unavailable, everything is hidden and nothing is refused.
   * @throws Problem of MariaDB
   */
  async judgeNow(): Promise<JudgeOf> {
    const last = await this.lastSaved();
    if (last?.sha256 === undefined) return NO_RULES;
    if (this.known?.sha256 === last.sha256) return this.known.judgeOf;
    return this.judgeOf().catch((error: unknown) => {
      if (!(error instanceof Problem) || !error.code.startsWith('artifacts.')) throw error;
      return EVERYTHING;
    });
  }

  /**
   * Who decides about each file. A document that cannot be read, or was not saved by the hub, hides everything: it is unknown what it calls a
   * secret, and what it calls none may be forged.
   * @throws Problem of MariaDB and S3
   */
  async judgeOf(): Promise<JudgeOf> {
    const { files } = await this.own.readOwnBaselines();
    const stored = files.find(({ plugin }) => plugin === '');
    if (stored === undefined) return NO_RULES;
    if (this.known?.sha256 === stored.sha256) return this.known.judgeOf;
    const { bytes, notJudged } = await this.own.readBaselineFile(stored);
    const document = notJudged === undefined ? parseDeviations(bytes).document : undefined;
    if (document === undefined) return EVERYTHING;
    const judgeOf = judgesOf(document);
    this.known = { sha256: stored.sha256, judgeOf };
    return judgeOf;
  }
}
