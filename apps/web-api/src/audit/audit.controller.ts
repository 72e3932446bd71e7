import type { KeyObject } from 'node:crypto';
import { ACTOR_WORDS, MAX_ACTOR_NAME } from '@archivesmp/contracts/actor';
import { IsMoment } from '@archivesmp/contracts/is-moment';
import { AuditCheckpoints, RETAINED_CHECKPOINTS } from '@archivesmp/artifacts';
import { Page } from '@archivesmp/contracts/page';
import { Problem } from '@archivesmp/contracts/problem';
import type { AuditCheckpoint } from '@archivesmp/contracts/storage';
import { Audit } from '@archivesmp/history';
import type { HostSettings } from '@archivesmp/service-kit';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { isoTimes } from '../http/iso-times.js';
import { Requires } from '../http/required-access.js';
import { DEFAULT_PAGE, PageQuery } from '../http/page-query.js';
import { AUDIT_KEYS, SETTINGS } from '../http/web-api.tokens.js';

const Words =
  (description: string, max: number): PropertyDecorator =>
  (target, key) => {
    ApiPropertyOptional({ description })(target, key);
    IsOptional()(target, key);
    IsString()(target, key);
    MinLength(1)(target, key);
    MaxLength(max)(target, key);
  };

export class AuditQuery extends PageQuery {
  @Words('Who did it, as it is shown; token:<label> finds what was done with this token', MAX_ACTOR_NAME)
  actor?: string;
  @Words('In whose name it was done: logged in, or with any token of this person', 64) person?: string;
  @Words('What was done, such as baseline.saved', 64) action?: string;
  @Words('What it was done to, such as LuckPerms/config.yml', 512) subject?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-11-20T00:00:00.000Z',
    description: 'Done at this time or later',
  })
  @IsOptional()
  @IsMoment()
  from?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-11-21T00:00:00.000Z',
    description: 'Done before this time',
  })
  @IsOptional()
  @IsMoment()
  until?: string;
}

export class AuditRecordView {
  @ApiProperty({ pattern: '^[0-9]+$', example: '4711' }) id!: string;
  @ApiProperty({ example: '2026-11-21T07:00:00.000Z' }) at!: string;
  @ApiProperty({ example: 'mia (token laptop)', description: ACTOR_WORDS }) actor!: string;
  @ApiPropertyOptional({
    example: 'mia',
    description: 'In whose name it was done; absent: a program, a part of this one, or not known',
  })
  person?: string;
  @ApiProperty({ example: 'baseline.saved' }) action!: string;
  @ApiProperty({ example: 'LuckPerms/config.yml' }) subject!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Facts of the action, with the caller’s address; never a secret',
  })
  detail?: object;
  @ApiPropertyOptional({
    pattern: '^[A-Za-z0-9._-]{8,64}$',
    example: '6f1c2c1e-4d0b-4c0a-9d53-2f8a6d1b7e44',
    description: 'The request; the same id stands in the log',
  })
  requestId?: string;
}

export class AuditPage extends Page {
  @ApiProperty({ type: [AuditRecordView] }) records!: AuditRecordView[];
}

export class AuditBreakView {
  @ApiProperty({
    pattern: '^[0-9]+$',
    example: '4711',
    description: 'The first row at which the chain does not hold',
  })
  id!: string;
  @ApiPropertyOptional({ example: '2026-11-21T07:00:00.000Z' }) at?: string;
  @ApiProperty({ example: 'The row was changed.' }) why!: string;
}

export class AuditCutView {
  @ApiProperty({ example: 5_000 }) rows!: number;
  @ApiProperty({
    format: 'date-time',
    description: 'Time of the newest of them',
    example: '2024-11-21T07:00:00.000Z',
  })
  until!: string;
}

export class AuditCheckpointsView {
  @ApiProperty({
    example: 720,
    description: 'With how many the trail was compared: all that are kept and ours',
  })
  compared!: number;
  @ApiPropertyOptional({ description: 'Time of the newest of them', example: '2026-11-21T07:00:00.000Z' })
  newest?: string;
  @ApiProperty({
    type: [String],
    example: ['checkpoints 12 to 14 are missing'],
    description: 'Not believed, missing, or not to be had, each with its reason',
  })
  refused!: string[];
}

export class AuditVerdictView {
  @ApiProperty({ description: 'Rows that hold, before the break if there is one' }) rows!: number;
  @ApiProperty({
    description: 'Hash of the newest row: kept elsewhere, it proves that nothing was cut off later',
  })
  head!: string;
  @ApiPropertyOptional({
    type: AuditCutView,
    description:
      'Old rows that were cut off; a signed anchor stands for them, and the first row that is there follows it',
  })
  cut?: AuditCutView;
  @ApiPropertyOptional({ type: AuditBreakView }) broken?: AuditBreakView;
  @ApiPropertyOptional({
    type: AuditCheckpointsView,
    description:
      'What was noted of the trail in the bucket, signed, once an hour; left out: storage.key is not set, so nothing is noted',
  })
  checkpoints?: AuditCheckpointsView;
}

@ApiTags('record')
@Requires('operator')
@Controller('api/v1/audit')
export class AuditController {
  constructor(
    @Inject(Audit) private readonly audit: Audit,
    @Inject(AUDIT_KEYS) private readonly keys: readonly KeyObject[],
    @Inject(AuditCheckpoints) private readonly checkpoints: AuditCheckpoints,
    @Inject(SETTINGS) private readonly settings: HostSettings,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'auditList',
    summary: 'Read who changed what',
    description: 'Every login and every change. Newest first.',
  })
  @ApiOkResponse({ type: AuditPage })
  async listAuditRecords(@Query() { limit, from, until, ...query }: AuditQuery): Promise<AuditPage> {
    const page = await this.audit.listAudit({
      limit: limit ?? DEFAULT_PAGE,
      ...query,
      ...(from !== undefined && { from: new Date(from) }),
      ...(until !== undefined && { until: new Date(until) }),
    });
    const records = page.records.map((record) => isoTimes(record, 'at'));
    return { ...page, records, count: records.length };
  }

  @Get('verification')
  @ApiOperation({
    operationId: 'auditVerify',
    summary: 'Prove that the record is whole',
    description:
      'Each row is sealed with the hash of the one before; this recomputes all of them. A break says that a row was ' +
      'changed, put in or taken out in the database. Rows older than retention.audit_days are cut off behind an anchor that ' +
      'the order key of the hub signs; the chain is proved from there on. The trail is compared with the notes of it in the ' +
      'bucket, too: they show when its end was cut off or written anew.',
  })
  @ApiOkResponse({ type: AuditVerdictView })
  async verifyAuditTrail(): Promise<AuditVerdictView> {
    if (this.settings.storage.key === undefined) return this.audit.verifyAuditChain(this.keys);
    const { ours, refused } = await this.noted();
    const verdict = await this.audit.verifyAuditChain(this.keys, ours);
    const newest = ours[0]?.at;
    return {
      ...verdict,
      checkpoints: { compared: ours.length, ...(newest !== undefined && { newest }), refused },
    };
  }

  /** Without S3 the chain is proved all the same, and the answer says what was not. */
  private async noted(): Promise<{ ours: AuditCheckpoint[]; refused: string[] }> {
    try {
      const seen = await this.checkpoints.listNewestCheckpoints(RETAINED_CHECKPOINTS);
      return {
        ours: seen.flatMap((one) => ('checkpoint' in one ? [one.checkpoint] : [])),
        refused: seen.flatMap((one) => ('damage' in one ? [one.damage] : [])),
      };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { ours: [], refused: [`not compared: ${error.detail}`] };
    }
  }
}
