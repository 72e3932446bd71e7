import { ForgetKey, StorageView } from '@archivesmp/contracts/storage';
import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../http/caller.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { CareForBackups } from '../backups/care-for-backups.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { OperationView } from '../operations/operation-view.js';
import { GiveUpKey } from './give-up-key.js';
import { ReadStorage } from './read-storage.js';

/** How what rests in S3 is protected, and bringing all of it up to what the settings say. */
@ApiTags('backups')
@Requires('admin')
@Controller('api/v1/storage')
export class StorageController {
  constructor(
    @Inject(ReadStorage) private readonly storage: ReadStorage,
    @Inject(GiveUpKey) private readonly forgetting: GiveUpKey,
    @Inject(CareForBackups) private readonly care: CareForBackups,
  ) {}

  @Get()
  @RefusedWith('artifacts.unavailable')
  @ApiOperation({
    operationId: 'storageRead',
    summary: 'Read how contents in S3 are protected',
    description: 'Which key signs and encrypts, and how many contents lie in which form. Lists the buckets.',
  })
  @ApiOkResponse({ type: StorageView })
  readStorage(): Promise<StorageView> {
    return this.storage.readStorage();
  }

  @Post('renew')
  @Idempotent()
  @ApiOperation({
    operationId: 'storageRenew',
    summary: 'Bring contents in S3 into the form that the settings say',
    description:
      'After storage.key was set or exchanged, or storage.encrypt was changed: every content that lies in another form is written ' +
      'anew, then the old one is removed. Follow it at the address in Location.',
  })
  @ApiAcceptedResponse({ type: OperationView })
  async requestContentRenewal(
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    const operation = await this.care.requestBackupCare({ what: 'renew' }, caller, request);
    void reply.status(202).header('location', `/api/v1/operations/${operation.id}`);
    return operation;
  }
  @Post('forget')
  @Idempotent()
  @RefusedWith('resource.not-found', 'resource.conflict', 'artifacts.unavailable')
  @ApiOperation({
    operationId: 'storageForget',
    summary: 'Give up a key that is lost',
    description:
      'Removes what lies in the buckets under a key that the settings do not have, for good. Only when there is no copy of that key anywhere: with it all of it could be read again. Follow it at the address in Location.',
  })
  @ApiAcceptedResponse({ type: OperationView })
  async forgetKey(
    @Body() wanted: ForgetKey,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    const operation = await this.forgetting.giveUpKey(wanted, caller, request);
    void reply.status(202).header('location', `/api/v1/operations/${operation.id}`);
    return operation;
  }
}
