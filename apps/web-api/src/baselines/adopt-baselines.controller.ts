import { AdoptBaselines, BaselinesAdopted } from '@archivesmp/contracts/baseline-history';
import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '../http/caller.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { AdoptInBucket } from './adopt-in-bucket.js';

/** What others did in the bucket becomes what the fleet should be. */
@ApiTags('baselines')
@Requires('admin')
@Controller('api/v1/baselines/adopt')
export class AdoptBaselinesController {
  constructor(@Inject(AdoptInBucket) private readonly adopt: AdoptInBucket) {}

  @Post()
  @HttpCode(200)
  @Idempotent()
  @RefusedWith('request.invalid', 'resource.busy', 'artifacts.unavailable')
  @ApiBody({
    type: AdoptBaselines,
    examples: {
      all: { value: { reason: 'first import' } },
      one: { value: { files: ['CMI/config.yml'], reason: 'mia edited it in the bucket' } },
    },
  })
  @ApiOperation({
    operationId: 'adoptBaselinesRun',
    summary: 'Take over what others did in the bucket',
    description:
      'Baselines and deviations.yml that were put into the bucket, changed or removed there past the hub count for nothing ' +
      'until an admin takes them over, with a reason. GET /api/v1/expectations/problems names each (not_ours). What no server could load ' +
      'is left, with its reason.',
  })
  @ApiOkResponse({ type: BaselinesAdopted })
  adoptBaselines(
    @Body() wanted: AdoptBaselines,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<BaselinesAdopted> {
    return this.adopt.adoptBucketChanges(wanted, caller, request);
  }
}
