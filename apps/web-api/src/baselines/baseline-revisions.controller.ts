import {
  BaselineChanged,
  BaselineRevisionPage,
  BaselineRevisionView,
  BaselineSet,
  ReasonOfChange,
} from '@archivesmp/contracts/baseline-history';
import { Problem } from '@archivesmp/contracts/problem';
import { BaselineChanges } from '@archivesmp/history';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, MaxLength, Max, Min, MinLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../http/caller.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { DEFAULT_PAGE, PageQuery } from '../http/page-query.js';
import { baselineLocationNamed } from './baseline-location.js';
import { baselineSet } from './baseline-set.js';
import { OwnBaselineFiles } from './own-baseline-files.js';
import { RestoreRevision } from './restore-revision.js';
import { etagOf } from './revision-condition.js';
import { ETAG } from '../http/documents/answer-headers.js';

/** Which changes are listed. */
export class RevisionQuery extends PageQuery {
  @ApiPropertyOptional({
    example: 'LuckPerms/config.yml',
    description: 'Only of this file: PLUGIN/FILE, or deviations.yml',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(1_200)
  file?: string;
  @ApiPropertyOptional({ example: 'LuckPerms', description: 'Only of files of this plugin' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  plugin?: string;
}

/** Which version of the set is meant. */
export class SetQuery {
  @ApiPropertyOptional({ example: 12, description: 'The set as this change left it; left out: as it is now' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(1)
  version?: number;
}

/** What baselines and deviations.yml were, who changed them and why; and the way back. */
@ApiTags('baselines')
@Requires('viewer')
@Controller('api/v1')
export class BaselineRevisionsController {
  constructor(
    @Inject(BaselineChanges) private readonly changes: BaselineChanges,
    @Inject(OwnBaselineFiles) private readonly own: OwnBaselineFiles,
    @Inject(RestoreRevision) private readonly revisions: RestoreRevision,
  ) {}

  @Get('baseline-revisions')
  @RefusedWith('request.invalid', 'resource.busy', 'artifacts.unavailable')
  @ApiOperation({
    operationId: 'baselineRevisionsList',
    summary: 'List the changes of baselines',
    description:
      'Newest first: what was changed, by whom, when and why. What others did in the bucket is no change before a person takes it ' +
      'over; GET /api/v1/expectations/problems names it.',
  })
  @ApiOkResponse({ type: BaselineRevisionPage })
  async listRevisions(@Query() { limit, after, file, plugin }: RevisionQuery): Promise<BaselineRevisionPage> {
    await this.own.settleAll();
    const page = await this.changes.listBaselineRevisions({
      limit: limit ?? DEFAULT_PAGE,
      ...(after !== undefined && { after }),
      ...(plugin !== undefined && { plugin }),
      ...(file !== undefined && baselineLocationNamed(file)),
    });
    return { ...page, count: page.revisions.length };
  }

  @Get('baseline-revisions/:version')
  @RefusedWith('request.invalid', 'resource.not-found')
  @ApiOperation({
    operationId: 'baselineRevisionsOne',
    summary: 'Read one change of a baseline',
    description: 'Who, when and why; no content.',
  })
  @ApiOkResponse({ type: BaselineRevisionView })
  async readRevision(@Param('version', ParseIntPipe) version: number): Promise<BaselineRevisionView> {
    const revision = await this.changes.getBaselineRevision(version);
    if (revision === undefined)
      throw new Problem('resource.not-found', `There is no version ${version} of the baselines.`);
    return revision;
  }

  @Get('baseline-revisions/:version/content')
  @Requires('operator')
  @RefusedWith('request.invalid', 'resource.not-found', 'artifacts.unavailable', 'artifacts.corrupt')
  @ApiOperation({
    operationId: 'baselineRevisionsContent',
    summary: 'Read what a baseline was after a change',
    description: 'To the byte. 404 when the change deleted it.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' }, headers: ETAG })
  async readRevisionContent(
    @Param('version', ParseIntPipe) version: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { revision, content } = await this.revisions.contentOf(version);
    void reply
      .header('etag', etagOf(revision.revision!))
      .header('cache-control', 'private, no-cache')
      .type('text/plain; charset=utf-8')
      .send(content);
  }

  @Post('baseline-revisions/:version/restore')
  @HttpCode(200)
  @Requires('operator')
  @Idempotent()
  @RefusedWith(
    'request.invalid',
    'resource.not-found',
    'resource.busy',
    'baseline.revision-mismatch',
    'baseline.invalid',
  )
  @ApiOperation({
    operationId: 'baselineRevisionsRestore',
    summary: 'Restore a version of a baseline',
    description:
      'The file becomes what it was after that change, also when it was deleted since; that is a new change. Nothing is changed on ' +
      'any server; the drift is judged again.',
  })
  @ApiOkResponse({ type: BaselineChanged })
  async restoreRevision(
    @Param('version', ParseIntPipe) version: number,
    @Body() { reason }: ReasonOfChange,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<BaselineChanged> {
    return this.revisions.restoreRevision(version, reason, caller, request);
  }

  @Post('baseline-revisions/:version/undo')
  @HttpCode(200)
  @Requires('operator')
  @Idempotent()
  @RefusedWith(
    'request.invalid',
    'resource.not-found',
    'resource.conflict',
    'resource.busy',
    'baseline.revision-mismatch',
    'baseline.invalid',
  )
  @ApiOperation({
    operationId: 'baselineRevisionsUndo',
    summary: 'Take back the last change of a baseline',
    description:
      'The file becomes what it was before that change: what was deleted is there again, what was new is deleted. 409 naming the later ' +
      'change when the file was changed since, and 409 for a file of which it is only known that it was found there.',
  })
  @ApiOkResponse({ type: BaselineChanged })
  async undoRevision(
    @Param('version', ParseIntPipe) version: number,
    @Body() { reason }: ReasonOfChange,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<BaselineChanged> {
    return this.revisions.undoRevision(version, reason, caller, request);
  }

  @Get('baseline-set')
  @RefusedWith('request.invalid', 'resource.not-found', 'resource.busy', 'artifacts.unavailable')
  @ApiOperation({
    operationId: 'baselineRevisionsSet',
    summary: 'Read a version of the whole set',
    description:
      'Every baseline file and deviations.yml with revision, sha256 and the change that made it so; equal sets have the same sha256. ' +
      'The one that counts now lies as metadata.json in the bucket, too.',
  })
  @ApiOkResponse({ type: BaselineSet })
  async readBaselineSet(@Query() { version }: SetQuery): Promise<BaselineSet> {
    await this.own.settleAll();
    const set = baselineSet(await this.changes.listRevisionsAtVersion(version));
    if (version !== undefined && set.version !== version)
      throw new Problem('resource.not-found', `There is no version ${version} of the baselines.`);
    return set;
  }
}
