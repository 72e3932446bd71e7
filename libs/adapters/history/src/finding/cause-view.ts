import type { CauseView } from '@archivesmp/contracts/finding';
import type { CauseKind } from '@archivesmp/contracts/vocabulary';
import { fromJson } from '../database/column-text.js';

/** The columns in which the cause of a finding is kept. */
export interface CauseColumns {
  readonly cause: CauseKind;
  /** JSON: what proves it. */
  readonly cause_detail: string | null;
}

/** The cause of a finding as people see it. */
export const causeViewOf = ({ cause, cause_detail: detail }: CauseColumns): CauseView => ({
  kind: cause,
  ...fromJson<Omit<CauseView, 'kind'>>(detail),
});
