import { Readable } from 'node:stream';
import {
  InstanceManifest,
  ManifestReceipt,
  PACK_CONTENT_TYPE,
  PackAddress,
  PackReceipt,
} from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import { validateDto } from '@archivesmp/service-kit';
import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import { RequiresAgent, TheCaller } from '../http/required-access.js';
import { ReceiveManifest } from './receive-manifest.js';
import { PACK_LIMITS, type PackLimits } from './read-pack.js';
import { ReceivePack } from './receive-pack.js';
import { RefusedWith } from '../http/documents/refused-with.js';

/** Where agents deliver what they read. The body is validated here, because its form follows its Content-Type. */
@ApiTags('agents')
@RequiresAgent()
@ApiExtraModels(InstanceManifest, ManifestReceipt, PackReceipt)
@Controller('api/results')
export class ResultsController {
  constructor(
    @Inject(ReceiveManifest) private readonly manifests: ReceiveManifest,
    @Inject(ReceivePack) private readonly packs: ReceivePack,
    @Inject(PACK_LIMITS) private readonly limits: PackLimits,
  ) {}

  @Post()
  @HttpCode(200)
  @RefusedWith('resource.conflict', 'resource.not-found')
  @ApiOperation({
    operationId: 'resultsReceive',
    summary: 'Deliver what an agent read',
    description:
      'First the manifest of an instance as JSON; the answer names the contents the hub lacks. Then one pack with them ' +
      `(${PACK_CONTENT_TYPE}: gzip of repeated <64 hex sha256><8 hex length><bytes>) with scanId and instanceId in the ` +
      'query. When nothing is missing the instance counts as answered. 409: the scan no longer waits for it. Needs an ' +
      'API token with the scope agent:<host>; the instance must be on that host.',
  })
  @ApiQuery({
    name: 'scanId',
    required: false,
    description: 'With a pack: the scan',
    schema: { type: 'string', format: 'uuid' },
  })
  @ApiQuery({
    name: 'instanceId',
    required: false,
    description: 'With a pack: the instance',
    schema: { type: 'string', format: 'uuid' },
  })
  @ApiBody({
    schema: { $ref: getSchemaPath(InstanceManifest) },
    description: `A manifest, or a pack as ${PACK_CONTENT_TYPE}`,
  })
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(ManifestReceipt) }, { $ref: getSchemaPath(PackReceipt) }] },
  })
  async receive(
    @Req() request: FastifyRequest,
    @TheCaller() caller: Caller,
  ): Promise<ManifestReceipt | PackReceipt> {
    if (request.body instanceof Readable) {
      refuseByLength(request, this.limits.packBytes);
      const address = await validateDto(PackAddress, request.query, 'query');
      return this.packs.receivePack(address, request.body, caller);
    }
    const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
    if (!isJson)
      throw new Problem(
        'request.unsupported-media-type',
        `This route takes application/json and ${PACK_CONTENT_TYPE}.`,
      );
    return this.manifests.receiveManifest(await validateDto(InstanceManifest, request.body, 'body'), caller);
  }
}

/** A pack that says itself that it is too large need not be read. */
function refuseByLength({ headers }: FastifyRequest, mostBytes: number): void {
  if (Number(headers['content-length'] ?? 0) > mostBytes)
    throw new Problem('request.too-large', `The pack is too large: the body may have ${mostBytes} bytes.`);
}
