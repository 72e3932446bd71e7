import { Baselines } from '@archivesmp/artifacts';
import { formatOf } from '@archivesmp/config-text';
import { BaselineRevisionView, ReasonOfChange } from '@archivesmp/contracts/baseline-history';
import { BaselineFileView } from '@archivesmp/contracts/baselines';
import { fileHintFor } from '@archivesmp/contracts/closest-name';
import { Problem } from '@archivesmp/contracts/problem';
import { Controller, Delete, Get, HttpCode, Inject, Param, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiPropertyOptional,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Requires, TheCaller } from '../http/required-access.js';
import { rawBody, RAW_TYPES } from '../http/raw-text.js';
import { etagOf, writeCondition } from './revision-condition.js';
import { OwnBaselineFiles } from './own-baseline-files.js';
import { DeleteBaseline } from './delete-baseline.js';
import { SaveBaseline } from './save-baseline.js';
import { Page } from '@archivesmp/contracts/page';
import { ETAG } from '../http/documents/answer-headers.js';

/** Which baseline files are listed. */
export class BaselineQuery {
  @ApiPropertyOptional({ description: 'Only files of this plugin' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  plugin?: string;
}

/** Baseline files with their revisions; their contents are read one by one. */
export class BaselineList extends Page {
  @ApiProperty({ type: [BaselineFileView] }) baselines!: BaselineFileView[];
}

const PATH = 'api/v1/baselines/:plugin/*';

/** What the plugins' files should contain. Contents may hold passwords, so reading them takes an operator. */
@ApiTags('baselines')
@Requires('viewer')
@Controller()
export class BaselinesController {
  constructor(
    @Inject(Baselines) private readonly baselines: Baselines,
    @Inject(OwnBaselineFiles) private readonly own: OwnBaselineFiles,
    @Inject(SaveBaseline) private readonly save: SaveBaseline,
    @Inject(DeleteBaseline) private readonly remove: DeleteBaseline,
  ) {}

  @Get('api/v1/baselines')
  @ApiOperation({
    operationId: 'baselinesList',
    summary: 'List baseline files',
    description: 'Name, size and revision of each; no contents.',
  })
  @ApiOkResponse({ type: BaselineList })
  async listBaselines(@Query() { plugin }: BaselineQuery): Promise<BaselineList> {
    const files = await this.baselines.listBaselines(plugin);
    const baselines = files.map((file): BaselineFileView => ({ ...file, format: formatOf(file.path) }));
    return { baselines, count: baselines.length };
  }

  @Get(PATH)
  @Requires('operator')
  @RefusedWith('resource.not-found', 'request.invalid', 'artifacts.unavailable', 'artifacts.not-authentic')
  @ApiOperation({
    operationId: 'baselinesRead',
    summary: 'Read a baseline file',
    description: 'As it is, to the byte. Send its ETag back with a change.',
  })
  @ApiParam({ name: 'plugin', type: String, example: 'LuckPerms' })
  @ApiParam({ name: 'path', type: String, example: 'config.yml' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' }, headers: ETAG })
  async readBaseline(
    @Param('plugin') plugin: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const path = pathOf(request);
    const found = await this.own.readOwnFile({ plugin, path });
    if (found === undefined) {
      const known = (await this.baselines.listBaselines()).map((one) => ({
        plugin: one.plugin,
        file: one.path,
      }));
      const hint = fileHintFor({ plugin, file: path }, known);
      throw new Problem('resource.not-found', `There is no baseline ${plugin}/${path}${hint || '.'}`);
    }
    const { content, revision } = found;
    void reply
      .header('etag', etagOf(revision))
      .header('cache-control', 'private, no-cache')
      .type('text/plain; charset=utf-8')
      .send(content);
  }

  @Put(PATH)
  @Requires('operator')
  @HttpCode(204)
  @RefusedWith(
    'baseline.revision-mismatch',
    'baseline.precondition-required',
    'baseline.invalid',
    'request.invalid',
    'request.unsupported-media-type',
    'request.too-large',
    'resource.busy',
    'artifacts.not-authentic',
  )
  @ApiOperation({
    operationId: 'baselinesWrite',
    summary: 'Save a baseline file',
    description:
      'If-Match with the ETag you read (If-None-Match: * for a new file); 412 with the difference when another change came first, 428 without. ' +
      'A file that a server could not load is refused with its line (422). The new ETag is in the answer, and in ' +
      'baseline-version the number of the change.',
  })
  @ApiParam({ name: 'plugin', type: String, example: 'LuckPerms' })
  @ApiParam({ name: 'path', type: String, example: 'config.yml' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'ETag of the file as you read it' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: '* for a new file' })
  @ApiConsumes(...RAW_TYPES)
  @ApiBody({ schema: { type: 'string' }, examples: { yaml: { value: 'server: "{{SERVER_NAME}}"\n' } } })
  @ApiNoContentResponse({ headers: ETAG })
  async writeBaseline(
    @Param('plugin') plugin: string,
    @Query() query: ReasonOfChange,
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const when = writeCondition(request);
    const file = { plugin, path: pathOf(request) };
    const { revision, version } = await this.save.saveBaseline(
      file,
      rawBody(request.body),
      when,
      caller,
      request,
      query,
    );
    void reply.header('etag', etagOf(revision)).header('baseline-version', version);
  }

  @Delete(PATH)
  @Requires('operator')
  @RefusedWith(
    'baseline.revision-mismatch',
    'baseline.precondition-required',
    'request.invalid',
    'resource.busy',
    'artifacts.unavailable',
  )
  @ApiOperation({
    operationId: 'baselinesDelete',
    summary: 'Delete a baseline file',
    description:
      'If-Match with the ETag you read. From then on this file has no expectation; no server is changed. What it was stays ' +
      'readable under baseline-revisions, and the deletion can be taken back there.',
  })
  @ApiParam({ name: 'plugin', type: String, example: 'LuckPerms' })
  @ApiParam({ name: 'path', type: String, example: 'config.yml' })
  @ApiHeader({ name: 'If-Match', required: true, description: 'ETag of the file as you read it' })
  @ApiOkResponse({ type: BaselineRevisionView })
  async delete(
    @Param('plugin') plugin: string,
    @Query() { reason }: ReasonOfChange,
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<BaselineRevisionView> {
    const location = { plugin, path: pathOf(request) };
    return this.remove.deleteBaseline(location, writeCondition(request), reason, caller, request);
  }
}

/** The rest of the address, which may contain slashes. */
const pathOf = (request: FastifyRequest): string => (request.params as Record<string, string>)['*'] ?? '';
