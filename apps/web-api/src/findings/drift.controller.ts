import { FindingPage } from '@archivesmp/contracts/finding';
import { FindingReads } from '@archivesmp/history';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../http/required-access.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { LARGEST_PAGE } from '../http/page-query.js';
import { DriftReport, DriftReportView } from './drift-report.js';
import { findingFilter } from './finding-filter.js';
import { DriftChoice, DriftQuery } from './finding-query.js';

/** The addresses that the operators' first program had; kept under their names. */
@ApiTags('drift')
@Requires('viewer')
@Controller('api/drift')
export class DriftController {
  constructor(
    @Inject(FindingReads) private readonly findings: FindingReads,
    @Inject(DriftReport) private readonly report: DriftReport,
    @Inject(KnownFleet) private readonly fleet: KnownFleet,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'driftList',
    summary: 'List what differs from the baselines',
    description:
      'The same findings as /api/v1/findings, with the host under the name "server". ' +
      `Up to ${LARGEST_PAGE} at once; when there are more, "next" is set. Example: ?server=all&severity=high`,
  })
  @ApiOkResponse({ type: FindingPage })
  async listDrift(@Query() query: DriftQuery): Promise<FindingPage> {
    const host = await this.fleet.host(query.server, 'server', 'all');
    await this.fleet.instance(query.instance, 'instance');
    const page = await this.findings.listFindings(findingFilter(query, host), {
      limit: query.limit ?? LARGEST_PAGE,
      ...(query.after !== undefined && { after: query.after }),
    });
    return { ...page, count: page.findings.length };
  }

  @Get('report')
  @ApiOperation({
    operationId: 'driftTotals',
    summary: 'Count what differs',
    description:
      'Totals by severity, host, instance, plugin and kind, and the instances whose drift is not known.',
  })
  @ApiOkResponse({ type: DriftReportView })
  async reportDrift(@Query() query: DriftChoice): Promise<DriftReportView> {
    const host = await this.fleet.host(query.server, 'server', 'all');
    await this.fleet.instance(query.instance, 'instance');
    return this.report.countDrift(findingFilter(query, host), {
      ...(host !== undefined && { host }),
      ...(query.instance !== undefined && { instance: query.instance }),
    });
  }
}
