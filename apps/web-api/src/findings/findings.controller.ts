import { FindingGroupPage, FindingPage, FindingView } from '@archivesmp/contracts/finding';
import { FindingGroupReads, FindingReads, type FindingStep } from '@archivesmp/history';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../http/required-access.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { DEFAULT_PAGE } from '../http/page-query.js';
import { noFinding } from './finding-on-instance.js';
import { findingFilter } from './finding-filter.js';
import { MarkRollingOut } from './mark-rolling-out.js';
import { FindingLifeView } from './finding-life-view.js';
import { FindingGroupQuery, FindingListQuery } from './finding-query.js';

/** Findings as they stand, alone and in groups, and how each came to be. */
@ApiTags('drift')
@Requires('viewer')
@Controller('api/v1/findings')
export class FindingsController {
  constructor(
    @Inject(FindingReads) private readonly findings: FindingReads,
    @Inject(FindingGroupReads) private readonly groups: FindingGroupReads,
    @Inject(KnownFleet) private readonly fleet: KnownFleet,
    @Inject(MarkRollingOut) private readonly rollingOut: MarkRollingOut,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'findingsList',
    summary: 'List what differs',
    description:
      'By severity: critical, high, medium, low. Without filters: everything that differs now and that no deviation documents.',
  })
  @ApiOkResponse({ type: FindingPage })
  async listFindings(@Query() query: FindingListQuery): Promise<FindingPage> {
    const host = await this.fleet.host(query.host, 'host');
    await this.fleet.instance(query.instance, 'instance');
    const page = await this.findings.listFindings(findingFilter(query, host), {
      limit: query.limit ?? DEFAULT_PAGE,
      ...(query.after !== undefined && { after: query.after }),
    });
    return {
      ...page,
      findings: await this.rollingOut.markRollingOut(page.findings),
      count: page.findings.length,
    };
  }

  @Get('groups')
  @ApiOperation({
    operationId: 'findingsListGroups',
    summary: 'List what differs, alike findings as one',
    description:
      'The same plugin, file, key, kind, expected and actual value on several instances is one group. Takes the filters ' +
      'of /api/v1/findings; what they leave out is not counted either. Example: ?host=hetzner&sort=priority',
  })
  @ApiOkResponse({ type: FindingGroupPage })
  async listFindingGroups(@Query() { sort, ...query }: FindingGroupQuery): Promise<FindingGroupPage> {
    const host = await this.fleet.host(query.host, 'host');
    await this.fleet.instance(query.instance, 'instance');
    const page = await this.groups.listGroups(findingFilter(query, host), sort ?? 'severity', {
      limit: query.limit ?? DEFAULT_PAGE,
      ...(query.after !== undefined && { after: query.after }),
    });
    return { ...page, count: page.groups.length };
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'findingsRead',
    summary: 'Read one finding',
    description: 'As it stands now, also after it was resolved.',
  })
  @ApiOkResponse({ type: FindingView })
  async readFinding(@Param('id') id: string): Promise<FindingView> {
    const finding = await this.findings.getFinding(id);
    if (finding === undefined) throw noFinding();
    return (await this.rollingOut.markRollingOut([finding]))[0]!;
  }

  @Get(':id/life')
  @ApiOperation({
    operationId: 'findingsLife',
    summary: 'Read the life of a finding',
    description: 'When it was opened, changed, resolved and came back, and which scan saw it. Oldest first.',
  })
  @ApiOkResponse({ type: FindingLifeView })
  async readFindingLife(@Param('id') id: string): Promise<{ steps: readonly FindingStep[] }> {
    await this.readFinding(id);
    return { steps: await this.findings.listFindingSteps(id) };
  }
}
