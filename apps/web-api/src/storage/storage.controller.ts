import { Artifacts } from '@archivesmp/artifacts';
import { StorageView } from '@archivesmp/contracts/storage';
import { storageKeysOf } from '@archivesmp/hub-wiring';
import type { HostSettings } from '@archivesmp/service-kit';
import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../access/caller.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../access/required-access.js';
import { CareForBackups } from '../backups/care-for-backups.js';
import { Once } from '../changes/once.interceptor.js';
import { RefusedWith } from '../docs/refused-with.js';
import { OperationView } from '../record/operation-view.js';
import { SETTINGS } from '../web-api.tokens.js';

/** How what rests in S3 is protected, and bringing all of it up to what the settings say. */
@ApiTags('backups')
@Requires('admin')
@Controller('api/v1/storage')
export class StorageController {
  constructor(
    @Inject(Artifacts) private readonly artifacts: Artifacts,
    @Inject(CareForBackups) private readonly care: CareForBackups,
    @Inject(SETTINGS) private readonly settings: HostSettings,
  ) {}

  @Get()
  @RefusedWith('artifacts.unavailable')
  @ApiOperation({
    summary: 'Read how contents in S3 are protected',
    description: 'Which key signs and encrypts, and how many contents lie in which form. Lists the buckets.',
  })
  @ApiOkResponse({ type: StorageView })
  async read(): Promise<StorageView> {
    const { storage } = this.settings;
    const keys = storageKeysOf(storage);
    return {
      ...(keys !== undefined && { key: keys.current.id }),
      earlierKeys: keys === undefined ? 0 : keys.all.length - 1,
      unknownKeys: await this.artifacts.unknownKeys(),
      encrypts: keys !== undefined && storage.encrypt,
      snapshots: await this.artifacts.snapshots.forms(),
      backups: await this.artifacts.backups.forms(),
    };
  }

  @Post('renew')
  @Once()
  @ApiOperation({
    summary: 'Bring contents in S3 into the form that the settings say',
    description:
      'After storage.key was set or exchanged, or storage.encrypt was changed: every content that lies in another form is written ' +
      'anew, then the old one is removed. Follow it at the address in Location.',
  })
  @ApiAcceptedResponse({ type: OperationView })
  async renew(
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    const operation = await this.care.run({ what: 'renew' }, caller, request);
    void reply.status(202).header('location', `/api/v1/operations/${operation.id}`);
    return operation;
  }
}
