import { CaptureBaseline, CapturedBaseline } from '@archivesmp/contracts/baselines';
import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../http/caller.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { CaptureFromInstance } from './capture-from-instance.js';
import { etagOf } from './revision-condition.js';
import { ETAG } from '../http/documents/answer-headers.js';

/** Baselines made of what an instance has. */
@ApiTags('baselines')
@Requires('operator')
@Controller('api/v1/baselines/capture')
export class BaselineCaptureController {
  constructor(@Inject(CaptureFromInstance) private readonly capture: CaptureFromInstance) {}

  @Post()
  @HttpCode(200)
  @Idempotent('diff')
  @RefusedWith(
    'request.invalid',
    'resource.not-found',
    'resource.conflict',
    'baseline.revision-mismatch',
    'baseline.invalid',
    'baseline.precondition-required',
    'artifacts.not-authentic',
  )
  @ApiOperation({
    operationId: 'baselineCaptureRun',
    summary: 'Make a baseline of what an instance has',
    description:
      'First with dryRun: the diff from the baseline to what the last scan saw there, and the values that are not taken: ' +
      'variables and documented deviations stay as they are, what looks per server is left until you decide about it, ' +
      'secrets are never taken (name a declared variable for one that the baseline does not have). Then without dryRun and ' +
      'with the etag of the preview as If-Match: exactly that is saved, 412 when baseline or instance moved since, 428 ' +
      'without. A file that needs a decision is refused (422) and nothing is saved.',
  })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'the etag of the preview, in quotes; to save',
  })
  @ApiBody({
    type: CaptureBaseline,
    examples: {
      preview: { value: { plugin: 'LuckPerms', instance: 'DEV01', dryRun: true } },
      save: {
        value: {
          plugin: 'LuckPerms',
          instance: 'DEV01',
          decisions: [{ file: 'config.yml', path: ['data', 'password'], variable: 'DB_PASSWORD' }],
        },
      },
    },
  })
  @ApiOkResponse({ type: CapturedBaseline, headers: ETAG })
  async captureBaseline(
    @Body() wanted: CaptureBaseline,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CapturedBaseline> {
    const captured = await this.capture.captureFromInstance(wanted, caller, request);
    void reply.header('etag', etagOf(captured.etag));
    return captured;
  }
}
