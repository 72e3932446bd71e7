import { ReadInstanceJob, type ReadInstanceData, type RefusedJobKind } from '@archivesmp/contracts/jobs';
import type { RefusedJobs as Report } from '@archivesmp/contracts/signed-job';
import type { Audit, Outbox, ScanProgress } from '@archivesmp/history';
import { RefusedJobAudit } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';
import { assertReportsFor, type Caller } from '../http/caller.js';
import type { WebApiMetrics } from '../http/web-api-metrics.js';

/** What a scan says of an instance whose agent refused the job that asks for its files. */
const REASONS: Readonly<Record<RefusedJobKind, string>> = {
  altered: 'The job that asks for its files was altered in Redis, and was refused.',
  unknown: 'A job in Redis that the hub did not issue was refused.',
  not_signed:
    'Its agent trusts no key of this hub: put the public half of deployment.order_key into its order_keys.',
  other_host: 'The job that asks for its files is for another host, and was refused.',
};

/** Jobs that an agent refused because they are not the hub's: counted, told to the audit, and to the scans that wait for them. */
export class ReceiveRefusedJobs {
  private readonly byHost = new Map<string, RefusedJobAudit>();

  constructor(
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly progress: ScanProgress,
    private readonly metrics: WebApiMetrics,
    private readonly log: Log,
  ) {}

  /** @throws Problem `auth.forbidden` for another host than those of the token */
  async receiveRefusedJobs({ host, jobs, more = 0 }: Report, caller: Caller): Promise<void> {
    assertReportsFor(caller, host);
    for (const { kind } of jobs) this.metrics.refusedJobs.inc({ host, kind });
    if (more > 0) this.metrics.refusedJobs.inc({ host, kind: jobs.at(-1)?.kind ?? 'unknown' }, more);
    this.log.error({ host, jobs: jobs.slice(0, 10), more }, 'an agent refused jobs that are not of this hub');
    const refusals = this.byHost.get(host) ?? new RefusedJobAudit(this.audit, `agent:${host}`, this.log);
    this.byHost.set(host, refusals);
    await refusals.addRefusedJobs(jobs, jobs.length + more);
    for (const { jobId, kind } of jobs) await this.delayScan(host, jobId, kind);
  }

  private async delayScan(host: string, jobId: string, kind: RefusedJobKind): Promise<void> {
    if (!jobId.startsWith(ReadInstanceJob.name)) return;
    const committed = await this.outbox.findCommittedJob(jobId);
    if (committed?.host !== host || committed.isDone) return;
    const { scanId, instanceId } = committed.data as ReadInstanceData;
    await this.progress.noteDelay(scanId, instanceId, REASONS[kind]);
  }
}
