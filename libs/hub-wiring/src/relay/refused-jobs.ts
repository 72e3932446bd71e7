import type { RefusedJobKind } from '@archivesmp/contracts/jobs';
import { steadyNow, type SteadyClock } from '@archivesmp/contracts/steady-clock';
import type { Audit } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';

/** Forged jobs come by thousands: they are audited once in this time, with their number. */
const AUDIT_EVERY_MS = 60_000;
const MOST_NAMED = 10;

/** A job that was not run because it does not come from the hub. */
export interface RefusedOne {
  readonly jobId: string;
  readonly kind: RefusedJobKind;
}

/** Records refused jobs in the audit: the first at once, then at most once a minute for each service that refused them. */
export class RefusedJobAudit {
  private waiting: RefusedOne[] = [];
  private count = 0;
  private reportedAt: number | undefined;

  /** @param by who refused them: a service, or the host of an agent */
  constructor(
    private readonly audit: Pick<Audit, 'recordAudit'>,
    private readonly by: string,
    private readonly log: Log,
    private readonly steady: SteadyClock = steadyNow,
  ) {}

  noteRefusedJob(jobId: string, kind: RefusedJobKind): void {
    void this.addRefusedJobs([{ jobId, kind }], 1).catch((error: unknown) => {
      // The log has the refusal, and the next one tells the audit of this one, too
      this.log.warn({ err: error }, 'refused job not recorded');
    });
  }

  /** @param count how many there are, of which some are named. @throws Problem of MariaDB; what was not recorded waits for the next */
  async addRefusedJobs(named: readonly RefusedOne[], count: number): Promise<void> {
    this.count += count;
    this.waiting = [...this.waiting, ...named].slice(0, MOST_NAMED);
    const now = this.steady();
    if (this.reportedAt !== undefined && now - this.reportedAt < AUDIT_EVERY_MS) return;
    this.reportedAt = now;
    const { waiting, count: all } = this;
    [this.waiting, this.count] = [[], 0];
    const detail = { count: all, jobs: waiting };
    try {
      await this.audit.recordAudit(
        { actor: this.by, action: 'job.refused', subject: this.by, detail },
        new Date(),
      );
    } catch (error) {
      [this.waiting, this.count, this.reportedAt] = [waiting, this.count + all, undefined];
      throw error;
    }
  }
}
