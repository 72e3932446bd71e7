import {
  BackupDetail,
  BackupDifference,
  RestoreBackupRequest,
  RestoreInstanceRequest,
  TakeBackupsRequest,
} from '@archivesmp/contracts/backup';
import { PlanView } from '@archivesmp/contracts/plan';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../http/caller.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { OperationView } from '../operations/operation-view.js';
import { BackupPage, BackupQuery } from './backup-query.js';
import { CompareBackup } from './compare-backup.js';
import { ReadBackups } from './read-backups.js';
import { RestoreBackup } from './restore-backup.js';
import { RestoreInstance } from './restore-instance.js';
import { RequestBackups } from './request-backups.js';

/** Taking backups, looking at them, and making plans that bring them back. */
@ApiTags('backups')
@Requires('viewer')
@Controller('api/v1/backups')
export class BackupsController {
  constructor(
    @Inject(ReadBackups) private readonly read: ReadBackups,
    @Inject(CompareBackup) private readonly compare: CompareBackup,
    @Inject(RequestBackups) private readonly take: RequestBackups,
    @Inject(RestoreBackup) private readonly restoreOne: RestoreBackup,
    @Inject(RestoreInstance) private readonly restoreAll: RestoreInstance,
  ) {}

  @Get()
  @RefusedWith('resource.not-found')
  @ApiOperation({
    operationId: 'backupsList',
    summary: 'List backups',
    description: 'Newest first. With deployment: everything that one change replaced.',
  })
  @ApiOkResponse({ type: BackupPage })
  listBackups(@Query() query: BackupQuery): Promise<BackupPage> {
    return this.read.listBackups(query);
  }

  @Get(':id')
  @RefusedWith('resource.not-found')
  @ApiOperation({
    operationId: 'backupsGet',
    summary: 'Read one backup',
    description: 'With its files and their sha256.',
  })
  @ApiOkResponse({ type: BackupDetail })
  readBackup(@Param('id') id: string): Promise<BackupDetail> {
    return this.read.readBackup(id);
  }

  @Get(':id/diff')
  @Requires('operator')
  @RefusedWith('resource.not-found', 'artifacts.unavailable')
  @ApiOperation({
    operationId: 'backupsDiff',
    summary: 'Compare a backup with now',
    description:
      'Beside what the last scan saw: per file same, changed, gone or added, with a unified diff. Secrets are masked; equal ' +
      'marks are equal secrets.',
  })
  @ApiOkResponse({ type: BackupDifference })
  diff(@Param('id') id: string): Promise<BackupDifference> {
    return this.compare.compareBackup(id);
  }

  @Post()
  @Requires('operator')
  @Idempotent()
  @RefusedWith('request.invalid')
  @ApiBody({
    type: TakeBackupsRequest,
    examples: {
      everything: { value: { reason: 'before the event' } },
      onePlugin: { value: { instance: 'BENT01', plugin: 'CMI' } },
    },
  })
  @ApiOperation({
    operationId: 'backupsRequest',
    summary: 'Back up now',
    description:
      'Every instance, those of one host, or one; all plugins or one. Instances that were not scanned in the last minutes ' +
      'are scanned first. Follow it at the address in Location.',
  })
  @ApiAcceptedResponse({ type: OperationView })
  async requestBackups(
    @Body() wanted: TakeBackupsRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    const operation = await this.take.requestBackups(wanted, caller, request);
    void reply.status(202).header('location', `/api/v1/operations/${operation.id}`);
    return operation;
  }

  @Post('restore')
  @Requires('operator')
  @Idempotent()
  @RefusedWith('request.invalid', 'resource.not-found', 'artifacts.unavailable')
  @ApiBody({
    type: RestoreInstanceRequest,
    examples: {
      friday: { value: { instance: 'BENT01', at: '2026-11-20T18:00:00.000Z' } },
      onePlugin: { value: { instance: 'BENT01', at: '2026-11-20T18:00:00.000Z', plugins: ['CMI'] } },
    },
  })
  @ApiOperation({
    operationId: 'backupsRestoreInstance',
    summary: 'Bring an instance back to how it was',
    description:
      'One plan from the newest whole backup of each plugin at or before a time, and what changes replaced and wrote since: ' +
      'each file of the plan says which backup it comes from. Files that came later stay. Read the plan ' +
      'at the address in Location; it is run after it was approved. What one deployment changed is taken back at ' +
      'POST /api/v1/deployments/{id}/rollback.',
  })
  @ApiAcceptedResponse({ type: PlanView })
  async restoreInstance(
    @Body() wanted: RestoreInstanceRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    return planned(reply, await this.restoreAll.restoreInstance(wanted, caller, request));
  }

  @Post(':id/restore')
  @Requires('operator')
  @Idempotent()
  @RefusedWith('request.invalid', 'resource.not-found')
  @ApiBody({
    type: RestoreBackupRequest,
    examples: { all: { value: {} }, oneFile: { value: { files: ['plugins/CMI/config.yml'] } } },
  })
  @ApiOperation({
    operationId: 'backupsRestore',
    summary: 'Bring a backup back',
    description:
      'Makes a plan: all files of the backup, or some. A file that did not exist then is removed only when it is named. Read ' +
      'the plan at the address in Location; it is run after it was approved.',
  })
  @ApiAcceptedResponse({ type: PlanView })
  async requestRestore(
    @Param('id') id: string,
    @Body() wanted: RestoreBackupRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    return planned(reply, await this.restoreOne.restoreBackup(id, wanted, caller, request));
  }
}

function planned(reply: FastifyReply, plan: PlanView): PlanView {
  void reply.status(202).header('location', `/api/v1/plans/${plan.id}`);
  return plan;
}
