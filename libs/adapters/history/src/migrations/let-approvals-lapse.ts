import type { MigrationInterface, QueryRunner } from 'typeorm';

const REASON = 'Somebody who approved it was removed or demoted, so that approval counts no more.';

/** An approval that lapsed with the power of whoever gave it stays so; plans that it had approved wait for another one. */
export class LetApprovalsLapse1763700000220 implements MigrationInterface {
  readonly name = 'LetApprovalsLapse1763700000220';

  async up(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE plan_approvals ADD COLUMN IF NOT EXISTS lapsed_at datetime(3) NULL');
    await run.query(`
      UPDATE plan_approvals approval
        JOIN users person ON person.id = approval.user_id
        JOIN plans plan ON plan.id = approval.plan_id
         SET approval.lapsed_at = UTC_TIMESTAMP(3)
       WHERE approval.lapsed_at IS NULL AND approval.verdict = 'approve' AND plan.state IN ('open', 'approved')
         AND (person.disabled_at IS NOT NULL OR person.role = 'viewer')`);
    await run.query(
      `UPDATE plans plan SET state = 'open', changed_at = UTC_TIMESTAMP(3), reason = ?
        WHERE state = 'approved' AND approvals_needed >
          (SELECT COUNT(*) FROM plan_approvals approval
            WHERE approval.plan_id = plan.id AND approval.verdict = 'approve' AND approval.plan_hash = plan.hash
              AND approval.lapsed_at IS NULL)`,
      [REASON],
    );
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE plan_approvals DROP COLUMN IF EXISTS lapsed_at');
  }
}
