import { RefusedJobs, SignedJob } from '@archivesmp/contracts/signed-job';
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '../http/caller.js';
import { RequiresAgent, TheCaller } from '../http/required-access.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { ReceiveRefusedJobs } from './receive-refused-jobs.js';
import { ServeJob } from './serve-job.js';

/** What agents ask and tell about their jobs. Redis holds only the ids of these. */
@ApiTags('agents')
@RequiresAgent()
@Controller('api')
export class AgentJobsController {
  constructor(
    @Inject(ServeJob) private readonly serve: ServeJob,
    @Inject(ReceiveRefusedJobs) private readonly refused: ReceiveRefusedJobs,
  ) {}

  @Get('agent/jobs/:id')
  @RefusedWith('resource.not-found', 'resource.conflict', 'deployment.no-order-key')
  @ApiOperation({
    operationId: 'agentJobsRead',
    summary: 'Fetch what a job asks for',
    description:
      'The exact text and the Ed25519 signature over it. An agent does nothing that is not signed.',
  })
  @ApiOkResponse({ type: SignedJob })
  readJob(@Param('id') id: string, @TheCaller() caller: Caller): Promise<SignedJob> {
    return this.serve.serveJob(id, caller);
  }

  @Post('results/refused-jobs')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'agentJobsTell',
    summary: 'Tell which jobs an agent refused',
    description: 'Altered or forged ones: another program writes into Redis. Counted, and in the audit.',
  })
  @ApiNoContentResponse()
  reportRefused(@Body() refused: RefusedJobs, @TheCaller() caller: Caller): Promise<void> {
    return this.refused.receiveRefusedJobs(refused, caller);
  }
}
