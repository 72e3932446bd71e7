import { FindingPage, FindingView } from '@archivesmp/contracts/drift';
import { Problem } from '@archivesmp/contracts/problem';
import { FindingReads, type FindingStep } from '@archivesmp/history';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../access/required-access.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { DEFAULT_PAGE } from '../read/page-query.js';
import { findingFilter } from './finding-filter.js';
import { FindingLifeView } from './finding-life-view.js';
import { FindingListQuery } from './finding-query.js';

@ApiTags('drift')
@Requires('viewer')
@Controller('api/v1/findings')
export class FindingsController {
  constructor(
    @Inject(FindingReads) private readonly findings: FindingReads,
    @Inject(KnownFleet) private readonly fleet: KnownFleet,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List what differs',
    description:
      'Most urgent first. Without filters: everything that differs now and that no deviation documents.',
  })
  @ApiOkResponse({ type: FindingPage })
  async list(@Query() query: FindingListQuery): Promise<FindingPage> {
    const host = await this.fleet.host(query.host, 'host');
    await this.fleet.instance(query.instance, 'instance');
    const page = await this.findings.listFindings(findingFilter(query, host), {
      limit: query.limit ?? DEFAULT_PAGE,
      ...(query.after !== undefined && { after: query.after }),
    });
    return { ...page, count: page.findings.length };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read one finding' })
  @ApiOkResponse({ type: FindingView })
  async read(@Param('id') id: string): Promise<FindingView> {
    const finding = await this.findings.getFinding(id);
    if (finding === undefined) throw new Problem('resource.not-found', 'There is no finding with this id.');
    return finding;
  }

  @Get(':id/life')
  @ApiOperation({
    summary: 'Read the life of a finding',
    description: 'When it was opened, changed, resolved and came back, and which scan saw it. Oldest first.',
  })
  @ApiOkResponse({ type: FindingLifeView })
  async life(@Param('id') id: string): Promise<{ steps: readonly FindingStep[] }> {
    await this.read(id);
    return { steps: await this.findings.lifeOf(id) };
  }
}
