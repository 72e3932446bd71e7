import { ReasonOfChange } from '@archivesmp/contracts/baseline-history';
import { Problem } from '@archivesmp/contracts/problem';
import { Controller, Get, HttpCode, Inject, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Requires, TheCaller } from '../http/required-access.js';
import { THE_DEVIATIONS } from './baseline-location.js';
import { OwnBaselineFiles } from './own-baseline-files.js';
import { rawBody, RAW_TYPES } from '../http/raw-text.js';
import { etagOf, writeCondition } from './revision-condition.js';
import { SaveBaseline } from './save-baseline.js';
import { ETAG } from '../http/documents/answer-headers.js';

/** The one document of variances, variables, tags and rules. */
@ApiTags('baselines')
@Requires('operator')
@Controller('api/v1/deviations')
export class DeviationsController {
  constructor(
    @Inject(OwnBaselineFiles) private readonly own: OwnBaselineFiles,
    @Inject(SaveBaseline) private readonly save: SaveBaseline,
  ) {}

  @Get()
  @RefusedWith('resource.not-found', 'artifacts.unavailable', 'artifacts.not-authentic')
  @ApiOperation({
    operationId: 'deviationsRead',
    summary: 'Read deviations.yml',
    description:
      'Every documented variance with its scope and reason, the variables, tags and rules. 404 when none exists.',
  })
  @ApiProduces('application/yaml')
  @ApiOkResponse({ schema: { type: 'string' }, headers: ETAG })
  async readDeviations(@Res() reply: FastifyReply): Promise<void> {
    const found = await this.own.readOwnFile(THE_DEVIATIONS);
    if (found === undefined)
      throw new Problem(
        'resource.not-found',
        'There is no deviations.yml yet; save one with If-None-Match: *.',
      );
    void reply
      .header('etag', etagOf(found.revision))
      .header('cache-control', 'private, no-cache')
      .type('application/yaml; charset=utf-8')
      .send(found.content);
  }

  @Put()
  @HttpCode(204)
  @RefusedWith(
    'baseline.revision-mismatch',
    'baseline.precondition-required',
    'baseline.invalid',
    'request.unsupported-media-type',
    'request.too-large',
    'resource.busy',
    'artifacts.not-authentic',
  )
  @ApiOperation({
    operationId: 'deviationsWrite',
    summary: 'Save deviations.yml',
    description:
      'Every mistake is listed with its field and line (422); then nothing was saved. ETags as for baselines.',
  })
  @ApiHeader({ name: 'If-Match', required: false, description: 'ETag of the document as you read it' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: '* for the first document' })
  @ApiConsumes(...RAW_TYPES)
  @ApiBody({
    schema: { type: 'string' },
    examples: {
      document: {
        value:
          'documented:\n  - {plugin: CMI, file: config.yml, key: ReSpawn.Enabled, for: "instance:BENT01", value: false, reason: event server}\n',
      },
    },
  })
  @ApiNoContentResponse({ headers: ETAG })
  async writeDeviations(
    @Query() query: ReasonOfChange,
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const when = writeCondition(request);
    const body = rawBody(request.body);
    const { revision, version } = await this.save.saveBaseline(
      THE_DEVIATIONS,
      body,
      when,
      caller,
      request,
      query,
    );
    void reply.header('etag', etagOf(revision)).header('baseline-version', version);
  }
}
