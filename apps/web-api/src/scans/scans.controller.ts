import { Baselines } from '@archivesmp/artifacts';
import { Page } from '@archivesmp/contracts/page';
import { ScanRequest, ScanTicket, ScanView } from '@archivesmp/contracts/scan';
import { Problem } from '@archivesmp/contracts/problem';
import { SCAN_STATES, type ScanState } from '@archivesmp/contracts/vocabulary';
import { ScanReads } from '@archivesmp/history';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import type { Caller } from '../http/caller.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { CommaList, oneOrSeveral } from '../http/comma-list.js';
import { DEFAULT_PAGE, PageQuery } from '../http/page-query.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { RequestScan } from './request-scan.js';
import { LOCATION } from '../http/documents/answer-headers.js';
import { scanView } from './scan-view.js';

/** GET /api/v1/scans */
export class ScanListQuery extends PageQuery {
  @ApiPropertyOptional({ enum: SCAN_STATES, enumName: 'ScanState', isArray: true })
  @IsOptional()
  @CommaList()
  @IsIn(SCAN_STATES, oneOrSeveral(SCAN_STATES))
  state?: ScanState[];
}

/** One page of scans, the newest first. */
export class ScanPage extends Page {
  @ApiProperty({ type: [ScanView] }) scans!: ScanView[];
}

/** Scans: asked for, listed, read with their instances. */
@ApiTags('scans')
@Requires('viewer')
@Controller('api/v1/scans')
export class ScansController {
  constructor(
    @Inject(ScanReads) private readonly scans: ScanReads,
    @Inject(RequestScan) private readonly ask: RequestScan,
    @Inject(KnownFleet) private readonly known: KnownFleet,
    @Inject(Baselines) private readonly baselines: Baselines,
  ) {}

  @Post()
  @Requires('operator')
  @Idempotent()
  @ApiOperation({
    operationId: 'scansRequest',
    summary: 'Look again',
    description:
      'Asks for a scan of the whole fleet, or of one host, instance or plugin. The answer comes at once; the scan is at ' +
      'the address in Location. When an equal scan is already under way you join it (200, joined: true), unless baselines or ' +
      'deviations were saved since it was asked for: then yours begins when that one has ended.',
  })
  @ApiAcceptedResponse({ type: ScanTicket, description: 'A new scan was recorded' })
  @ApiOkResponse({
    type: ScanTicket,
    description: 'An equal scan is under way; this is its id',
    headers: LOCATION,
  })
  async startScan(
    @Body() scope: ScanRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScanTicket> {
    await this.known.plugin(scope.plugin, 'plugin', { also: await this.described(scope.plugin) });
    const ticket = await this.ask.requestScan(scope, caller, request);
    void reply.status(ticket.joined ? 200 : 202).header('location', `/api/v1/scans/${ticket.id}`);
    return ticket;
  }

  @Get()
  @ApiOperation({
    operationId: 'scansList',
    summary: 'List scans',
    description: 'Newest first, without their instances.',
  })
  @ApiOkResponse({ type: ScanPage })
  async listScans(@Query() query: ScanListQuery): Promise<ScanPage> {
    const page = await this.scans.listScans({
      limit: query.limit ?? DEFAULT_PAGE,
      ...(query.after !== undefined && { after: query.after }),
      ...(query.state !== undefined && { states: query.state }),
    });
    return { ...page, scans: page.scans.map(scanView), count: page.scans.length };
  }

  /** A plugin that is in the baseline alone is looked for, too. Without S3 a name is believed: the scan waits for S3 anyway. */
  private async described(plugin: string | undefined): Promise<readonly string[]> {
    if (plugin === undefined) return [];
    return this.baselines.listBaselines().then(
      (files) => [...new Set(files.map((file) => file.plugin))],
      () => [plugin],
    );
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'scansRead',
    summary: 'Read one scan',
    description: 'With every instance it covers: waiting, answered, scanned, unreachable or failed, and why.',
  })
  @ApiOkResponse({ type: ScanView })
  async readScan(@Param('id') id: string): Promise<ScanView> {
    const scan = await this.scans.getScan(id);
    if (scan === undefined) throw new Problem('resource.not-found', 'There is no scan with this id.');
    return scanView(scan);
  }
}
