import { AdoptBackupsRequest, VerifyBackupsRequest } from '@archivesmp/contracts/backup';
import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../http/caller.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { OperationView } from '../operations/operation-view.js';
import { CareForBackups, type BackupCare } from './care-for-backups.js';

/** What is done with all backups: proving them, thinning them out, making their index anew. */
@ApiTags('backups')
@Requires('operator')
@Controller('api/v1/backups')
export class BackupCareController {
  constructor(@Inject(CareForBackups) private readonly care: CareForBackups) {}

  @Post('verify')
  @Idempotent()
  @RefusedWith('request.invalid')
  @ApiBody({ type: VerifyBackupsRequest, examples: { tenth: { value: { percent: 10 } } } })
  @ApiOperation({
    operationId: 'backupCareVerify',
    summary: 'Prove backups now',
    description:
      'Reads every byte of a share of them back, those read longest ago first. The operation fails when one is damaged.',
  })
  @ApiAcceptedResponse({ type: OperationView })
  requestVerification(
    @Body() { percent }: VerifyBackupsRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    const care = { what: 'verify' as const, ...(percent !== undefined && { percent }) };
    return this.accepted(care, caller, request, reply);
  }

  @Post('drill')
  @Idempotent()
  @ApiOperation({
    operationId: 'backupCareDrill',
    summary: 'Drill a restore now',
    description: 'Restores any backup into a scratch folder of the hub and compares every byte.',
  })
  @ApiAcceptedResponse({ type: OperationView })
  requestDrill(
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    return this.accepted({ what: 'drill' }, caller, request, reply);
  }

  @Post('prune')
  @Idempotent()
  @ApiOperation({
    operationId: 'backupCarePrune',
    summary: 'Thin backups out now',
    description:
      'Drops what the retention rules of the settings no longer keep. Nothing goes that a live plan, a deployment under way ' +
      'or a hold needs.',
  })
  @ApiAcceptedResponse({ type: OperationView })
  requestPruning(
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    return this.accepted({ what: 'prune' }, caller, request, reply);
  }

  @Post('rebuild-index')
  @Requires('admin')
  @Idempotent()
  @ApiOperation({
    operationId: 'backupCareRebuildIndex',
    summary: 'Make the index of backups anew',
    description:
      'From the manifests in the bucket alone: after the database was lost, or when it says something else.',
  })
  @ApiAcceptedResponse({ type: OperationView })
  requestIndexRebuild(
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    return this.accepted({ what: 'rebuild-index' }, caller, request, reply);
  }

  @Post('adopt')
  @Requires('admin')
  @Idempotent()
  @RefusedWith('request.invalid')
  @ApiBody({
    type: AdoptBackupsRequest,
    examples: { known: { value: {} }, all: { value: { unknown: true } } },
  })
  @ApiOperation({
    operationId: 'backupCareAdopt',
    summary: 'Take over backups without a signature',
    description:
      'Signs manifests that were written before storage.key was set, once: those of which the database says the same. With ' +
      '"unknown" also those that only the bucket knows; look at who could write there first. What was altered after it was ' +
      'signed is never taken over.',
  })
  @ApiAcceptedResponse({ type: OperationView })
  requestAdoption(
    @Body() { unknown }: AdoptBackupsRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    const care = { what: 'adopt' as const, ...(unknown !== undefined && { unknown }) };
    return this.accepted(care, caller, request, reply);
  }

  private async accepted(
    care: BackupCare,
    caller: Caller,
    request: IdentifiedRequest,
    reply: FastifyReply,
  ): Promise<OperationView> {
    const operation = await this.care.requestBackupCare(care, caller, request);
    void reply.status(202).header('location', `/api/v1/operations/${operation.id}`);
    return operation;
  }
}
