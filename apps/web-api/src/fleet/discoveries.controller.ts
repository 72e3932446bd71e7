import { DiscoverFleetJob } from '@archivesmp/contracts/jobs';
import { History, Operations, outboxJob } from '@archivesmp/history';
import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import { Requires, TheCaller } from '../http/required-access.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { OperationView } from '../operations/operation-view.js';

@ApiTags('fleet')
@Requires('operator')
@Controller('api/v1/discoveries')
export class DiscoveriesController {
  constructor(
    @Inject(History) private readonly history: Pick<History, 'transaction'>,
    @Inject(Operations) private readonly operations: Operations,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
  ) {}

  @Post()
  @HttpCode(202)
  @Idempotent()
  @ApiOperation({
    operationId: 'discoveriesRequest',
    summary: 'Look for instances',
    description:
      'Asks all AMP panels and agents which instances exist. Follow it at the address in Location.',
  })
  @ApiAcceptedResponse({ type: OperationView })
  async requestDiscovery(
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    const operation = {
      kind: DiscoverFleetJob.name,
      requestedBy: caller.name,
      jobs: (operationId: string) => [outboxJob(DiscoverFleetJob, { operationId })],
    };
    const id = await this.history.transaction(async (sql) => {
      const made = await this.operations.requestOperation(operation, new Date(), sql);
      await this.audit.recordAuditedAction(caller, 'discovery.requested', made, request, {}, sql);
      return made;
    });
    void reply.header('location', `/api/v1/operations/${id}`);
    return (await this.operations.getOperation(id))!;
  }
}
