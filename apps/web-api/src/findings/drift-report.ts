import { instanceStatus } from '@archivesmp/fleet';
import type { FindingReads, FleetReads, FindingFilter, FindingGroup } from '@archivesmp/history';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const counts = (description: string, example: object) => ({
  type: 'object' as const,
  additionalProperties: { type: 'integer' as const },
  description,
  example,
});

/** An instance whose status is not known, with the reason. */
export class UnknownInstanceView {
  @ApiProperty({ example: 'hetzner' }) host!: string;
  @ApiProperty({ example: 'BENT01' }) instance!: string;
  @ApiPropertyOptional({ description: 'Why its drift is not known' }) reason?: string;
}

/** GET /api/drift/report */
export class DriftReportView {
  @ApiProperty({ example: 25 }) total!: number;
  @ApiProperty(counts('by severity', { critical: 1, high: 4 })) bySeverity!: Record<string, number>;
  @ApiProperty(counts('by host', { hetzner: 15, ovh: 10 })) byHost!: Record<string, number>;
  @ApiProperty(counts('by instance', { BENT01: 3 })) byInstance!: Record<string, number>;
  @ApiProperty(counts('by plugin', { LuckPerms: 2 })) byPlugin!: Record<string, number>;
  @ApiProperty(counts('by kind', { wrong_value: 20 })) byKind!: Record<string, number>;
  @ApiProperty(
    counts('by cause; changed_between: not made through this product', { changed_between: 4, our_change: 1 }),
  )
  byCause!: Record<string, number>;
  @ApiProperty({
    type: [UnknownInstanceView],
    description: 'Instances that are missing in these totals, because their status is not known',
  })
  unknown!: UnknownInstanceView[];
}

/** Totals for a screen or a message: how much differs where, and where that is not known. */
export class DriftReport {
  constructor(
    private readonly findings: FindingReads,
    private readonly fleet: FleetReads,
  ) {}

  async countDrift(
    filter: FindingFilter,
    choice: { host?: string; instance?: string },
    now = new Date(),
  ): Promise<DriftReportView> {
    const by = async (group: FindingGroup): Promise<Record<string, number>> =>
      Object.fromEntries(await this.findings.countFindings(filter, group));
    const bySeverity = await by('severity');
    const instances = await this.fleet.listInstanceRecords(choice);
    return {
      total: Object.values(bySeverity).reduce((sum, count) => sum + count, 0),
      bySeverity,
      byHost: await by('host'),
      byInstance: await by('instance'),
      byPlugin: await by('plugin'),
      byKind: await by('kind'),
      byCause: await by('cause'),
      unknown: instances.flatMap((instance) => {
        const { drift, reason } = instanceStatus(instance, now);
        const { host, name } = instance;
        return drift === 'unknown' ? [{ host, instance: name, ...(reason !== undefined && { reason }) }] : [];
      }),
    };
  }
}
