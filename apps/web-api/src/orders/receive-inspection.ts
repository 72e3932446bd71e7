import type { Readable } from 'node:stream';
import type { Snapshots } from '@archivesmp/artifacts';
import { InspectInstanceJob, type InspectInstanceData } from '@archivesmp/contracts/deployment-jobs';
import { INSPECTED_BYTES, type InspectionReport } from '@archivesmp/contracts/order';
import { Problem } from '@archivesmp/contracts/problem';
import type { Inspections, Outbox } from '@archivesmp/history';
import type { Caller } from '../http/caller.js';
import { readPack, type PackLimits } from '../results/read-pack.js';

/** What an agent found on an instance. Contents become snapshots, never rows. */
export class ReceiveInspection {
  constructor(
    private readonly inspections: Inspections,
    private readonly outbox: Outbox,
    private readonly snapshots: Snapshots,
    private readonly limits: PackLimits,
  ) {}

  /** Contents, before the report names them. @throws Problem `resource.not-found`, `request.invalid`, `request.too-large` */
  async storeInspectedContents(inspectionId: string, body: Readable, caller: Caller): Promise<void> {
    const asked = await this.inspections.findInspection(inspectionId);
    if (asked === undefined || !caller.agentHosts.includes(asked.host)) throw noSuchInspection();
    const job = await this.outbox.findCommittedJob(
      InspectInstanceJob.jobId({ inspectionId } as InspectInstanceData),
    );
    if (asked.report !== undefined || job === undefined) throw noSuchInspection();
    // Which contents there are only the host knows, but no more than one of each file that was asked for
    const blobs = (job.data as InspectInstanceData).files.length;
    const limits = { ...this.limits, blobBytes: INSPECTED_BYTES, blobs };
    await readPack(body, limits, ({ sha256, bytes }) => this.snapshots.storeSnapshotAs(sha256, bytes));
  }

  /** @throws Problem `resource.not-found`, `request.invalid` */
  async receiveInspection(inspectionId: string, report: InspectionReport, caller: Caller): Promise<void> {
    if (report.inspectionId !== inspectionId)
      throw new Problem('request.invalid', 'The report is for another inspection than the address says.');
    for (const host of caller.agentHosts) {
      try {
        await this.inspections.recordInspectionReport(report, host, new Date());
        return;
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'resource.not-found') throw error;
      }
    }
    throw noSuchInspection();
  }
}

/** It was not asked for, or the answer is not awaited any more. */
const noSuchInspection = (): Problem =>
  new Problem('resource.not-found', 'There is no such inspection for your host.');
