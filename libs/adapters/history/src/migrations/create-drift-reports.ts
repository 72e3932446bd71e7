import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A flat view for people who ask the database themselves; the services read the tables. */
export class CreateDriftReports1763700000008 implements MigrationInterface {
  readonly name = 'CreateDriftReports1763700000008';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE VIEW drift_reports AS
      SELECT finding.id, instance.host AS physical_server, instance.name AS instance, finding.instance_id,
             finding.plugin, finding.file, finding.path, finding.kind, finding.status,
             CONVERT(ELT(finding.severity_rank + 1, 'critical', 'high', 'medium', 'low')
                     USING utf8mb4) COLLATE utf8mb4_bin AS severity,
             finding.state, finding.expected, finding.actual, finding.reason,
             finding.first_seen_at, finding.last_changed_at, finding.resolved_at
        FROM findings finding JOIN instances instance ON instance.id = finding.instance_id
       WHERE instance.gone_at IS NULL`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP VIEW drift_reports');
  }
}
