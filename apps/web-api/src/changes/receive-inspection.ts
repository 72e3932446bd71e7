import { Snapshots } from '@archivesmp/artifacts';
import type { InspectionReport } from '@archivesmp/contracts/order';
import { Problem } from '@archivesmp/contracts/problem';
import { Inspections } from '@archivesmp/history';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.js';

/** What an agent found on an instance after its change. Contents of rewritten files become snapshots, never rows. */
@Injectable()
export class ReceiveInspection {
  constructor(
    @Inject(Inspections) private readonly inspections: Inspections,
    @Inject(Snapshots) private readonly snapshots: Snapshots,
  ) {}

  /** @throws Problem `resource.not-found`, `request.invalid`, `artifacts.corrupt` */
  async run(inspectionId: string, report: InspectionReport, caller: Caller): Promise<void> {
    if (report.inspectionId !== inspectionId)
      throw new Problem('request.invalid', 'The report is for another inspection than the address says.');
    for (const { sha256, content } of report.files)
      if (content !== undefined && sha256 !== null)
        await this.snapshots.writeAs(sha256, Buffer.from(content, 'base64'));
    for (const host of caller.agentHosts) {
      try {
        await this.inspections.recordReport(report, host, new Date());
        return;
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'resource.not-found') throw error;
      }
    }
    throw new Problem('resource.not-found', 'There is no such inspection for your host.');
  }
}
