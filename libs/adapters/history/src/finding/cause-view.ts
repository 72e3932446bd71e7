import type { CauseView } from '@archivesmp/contracts/finding';
import { fromJson } from '../database/column-text.js';
import type { FindingRow } from './finding.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** The columns in which the cause of a finding is kept. */
export type CauseColumns = StoredRow<FindingRow, 'cause' | 'cause_detail'>;

/** The cause of a finding as people see it. */
export const causeViewOf = ({ cause, cause_detail: detail }: CauseColumns): CauseView => ({
  kind: cause,
  ...fromJson<Omit<CauseView, 'kind'>>(detail),
});
