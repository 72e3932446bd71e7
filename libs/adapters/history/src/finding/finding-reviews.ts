import type { FindingReviewView, FindingView } from '@archivesmp/contracts/finding';
import type { FindingVerdict } from '@archivesmp/contracts/vocabulary';
import { inChunks } from '../database/bulk-insert.js';
import { present, toIso, toReason } from '../database/column-text.js';
import { sameAskedTogether } from '../database/asked-together.js';
import type { Database, Sql } from '../database/database.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import type { FindingReviewRow } from './finding.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** What a person says about a finding. */
export interface NewReview {
  readonly verdict: FindingVerdict;
  readonly comment?: string;
  readonly by: string;
}

type Row = StoredRow<FindingReviewRow, 'verdict' | 'comment' | 'reviewed_by' | 'reviewed_at'> & {
  id: string;
};

/** The review of what the finding says now; one of what it said before counts no more. */
const OF_NOW = 'review.finding_id = findings.id AND review.content_key = findings.content_key';

/** What people made of findings. A review is of a finding as it stands: when that changes, it is pending again. */
export class FindingReviews {
  constructor(private readonly database: Database) {}

  /** Replaces the review before. false when there is no finding of this id. */
  async reviewFinding(
    findingId: string,
    { verdict, comment, by }: NewReview,
    now: Date,
    sql: Sql = this.database,
  ): Promise<boolean> {
    if (!isUuid(findingId)) return false;
    const touched = await sql.execute(
      `INSERT INTO finding_reviews (finding_id, content_key, verdict, comment, reviewed_by, reviewed_at)
       SELECT id, content_key, ?, ?, ?, ? FROM findings WHERE id = ?
       ON DUPLICATE KEY UPDATE content_key = VALUES(content_key), verdict = VALUES(verdict),
         comment = VALUES(comment), reviewed_by = VALUES(reviewed_by), reviewed_at = VALUES(reviewed_at)`,
      [verdict, toReason(comment), by, now, findingId],
    );
    return touched > 0;
  }
}

/** WHERE text and parameters for findings of these verdicts; not reviewed is pending. */
export function verdictCondition(verdicts: readonly FindingVerdict[]): {
  readonly text: string;
  readonly parameters: readonly unknown[];
} {
  const among = `EXISTS (SELECT 1 FROM finding_reviews review WHERE ${OF_NOW} AND review.verdict IN (?))`;
  if (!verdicts.includes('pending')) return { text: among, parameters: [verdicts] };
  const others = (['approved-good', 'flagged-bad'] as const).filter((one) => !verdicts.includes(one));
  return others.length === 0
    ? { text: 'TRUE', parameters: [] }
    : { text: `NOT ${among}`, parameters: [others] };
}

/** Reviews of what findings say now, by id of the finding; those that were not reviewed are absent. */
export type ReviewsOf = (findingIds: readonly string[]) => Promise<ReadonlyMap<string, FindingReviewView>>;

/** Reads reviews; callers that ask for the same findings at the same time share one question. */
export const askReviews = (sql: Sql): ReviewsOf =>
  sameAskedTogether(
    (findingIds) => findingIds.join(),
    (findingIds) => readReviews(sql, findingIds),
  );

async function readReviews(sql: Sql, findingIds: readonly string[]): Promise<Map<string, FindingReviewView>> {
  const reviews = new Map<string, FindingReviewView>();
  await inChunks(findingIds, async (ids) => {
    const rows = await sql.selectRows<Row>(
      `SELECT findings.id, review.verdict, review.comment, review.reviewed_by, review.reviewed_at
         FROM finding_reviews review JOIN findings ON ${OF_NOW} WHERE review.finding_id IN (?)`,
      [ids],
    );
    for (const row of rows) reviews.set(row.id, viewOf(row));
  });
  return reviews;
}

/** The same findings, each with its review where it has one. */
export async function withReviews(
  reviewsOf: ReviewsOf,
  findings: readonly FindingView[],
): Promise<FindingView[]> {
  const reviews = await reviewsOf(findings.map(({ id }) => id));
  return findings.map((finding) => {
    const review = reviews.get(finding.id);
    return review === undefined ? finding : { ...finding, review };
  });
}

const viewOf = (row: Row): FindingReviewView =>
  present({
    verdict: row.verdict,
    comment: row.comment ?? undefined,
    by: row.reviewed_by,
    at: toIso(row.reviewed_at),
  });
