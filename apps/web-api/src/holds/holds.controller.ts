import { CreateHold, HoldView } from '@archivesmp/contracts/hold';
import { Page } from '@archivesmp/contracts/page';
import { Problem } from '@archivesmp/contracts/problem';
import { History, Holds, RestartFlags } from '@archivesmp/history';
import { changesAllowed, type ChangeWindow } from '@archivesmp/rollout';
import type { HostSettings } from '@archivesmp/service-kit';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { KnownFleet } from '../fleet/known-fleet.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { SETTINGS } from '../http/web-api.tokens.js';
import { holdView } from './hold-view.js';

/** Holds in force. */
export class HoldList extends Page {
  @ApiProperty({ type: [HoldView] }) holds!: HoldView[];
}

/** Why an instance needs a restart that it has not had yet. */
export class NeedsRestart {
  @ApiProperty({ example: 'the database password was changed by hand' })
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason!: string;
}

/** Why an instance needs no restart after all. */
export class NeedsNoRestart {
  @ApiProperty({ example: 'the plugin reloaded the file by itself' })
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason!: string;
}

/** Whether a change window is open, and when that turns. */
export class ChangesAllowed {
  @ApiProperty() allowed!: boolean;
  @ApiPropertyOptional({ description: 'when that turns' }) until?: string;
  @ApiProperty({ example: 'changes are not allowed now; next at Sat 21 Nov 22:00 Europe/Berlin' })
  sentence!: string;
}

/** What keeps instances from being changed, and what asks for a restart. */
@ApiTags('changes')
@Requires('viewer')
@Controller('api/v1')
export class HoldsController {
  constructor(
    @Inject(History) private readonly history: Pick<History, 'transaction'>,
    @Inject(Holds) private readonly holds: Holds,
    @Inject(RestartFlags) private readonly flags: RestartFlags,
    @Inject(KnownFleet) private readonly fleet: KnownFleet,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(SETTINGS) private readonly settings: HostSettings,
  ) {}

  @Get('holds')
  @ApiOperation({
    operationId: 'guardsList',
    summary: 'List holds',
    description: 'Instances that must not be changed, why, and until when.',
  })
  @ApiOkResponse({ type: HoldList })
  async listHolds(): Promise<HoldList> {
    const holds = (await this.holds.listActiveHolds(new Date())).map(holdView);
    return { holds, count: holds.length };
  }

  @Post('holds')
  @Requires('operator')
  @Idempotent()
  @RefusedWith('resource.not-found', 'resource.conflict')
  @ApiBody({
    type: CreateHold,
    examples: {
      weekend: {
        value: { instance: 'BENT01', reason: 'event this weekend', until: '2026-11-22T22:00:00.000Z' },
      },
    },
  })
  @ApiOperation({
    operationId: 'guardsHold',
    summary: 'Hold an instance',
    description: 'Nothing is changed or restarted there until the hold ends.',
  })
  @ApiCreatedResponse({ type: HoldView })
  async placeHold(
    @Body() { instance: named, reason, until }: CreateHold,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HoldView> {
    const now = new Date();
    const ends = endOfHold(until, now);
    const { id: instanceId } = await this.fleet.oneInstance(named);
    const id = await this.history.transaction(async (sql) => {
      const hold = await this.holds.placeHold({ instanceId, reason, by: caller.name, ...ends }, now, sql);
      await this.audit.recordAuditedAction(
        caller,
        'hold.placed',
        instanceId,
        request,
        { hold, reason, until },
        sql,
      );
      return hold;
    });
    void reply.header('location', `/api/v1/holds/${id}`);
    const active = await this.holds.listActiveHolds(now, [instanceId]);
    return holdView(active.find((one) => one.id === id)!);
  }

  @Delete('holds/:id')
  @HttpCode(204)
  @Requires('operator')
  @RefusedWith('resource.not-found')
  @ApiOperation({
    operationId: 'guardsLift',
    summary: 'Lift a hold',
    description: 'The instance may be changed again, unless another hold stands.',
  })
  @ApiNoContentResponse()
  async liftHold(
    @Param('id') id: string,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<void> {
    await this.history.transaction(async (sql) => {
      if (!(await this.holds.liftHold(id, caller.name, new Date(), sql)))
        throw new Problem('resource.not-found', 'There is no hold with this id, or it has ended.');
      await this.audit.recordAuditedAction(caller, 'hold.lifted', id, request, {}, sql);
    });
  }

  @Post('instances/:id/needs-restart')
  @HttpCode(204)
  @Requires('operator')
  @Idempotent()
  @RefusedWith('resource.not-found', 'resource.conflict')
  @ApiBody({
    type: NeedsRestart,
    examples: { byHand: { value: { reason: 'the database password was changed by hand' } } },
  })
  @ApiOperation({
    operationId: 'guardsFlag',
    summary: 'Say that an instance needs a restart',
    description: 'Cleared by its next successful restart.',
  })
  @ApiNoContentResponse()
  async flagForRestart(
    @Param('id') named: string,
    @Body() { reason }: NeedsRestart,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<void> {
    const { id } = await this.fleet.oneInstance(named);
    await this.history.transaction(async (sql) => {
      await this.flags.flagRestart({ instanceId: id, reason }, new Date(), sql);
      await this.audit.recordAuditedAction(caller, 'instance.restart-flagged', id, request, { reason }, sql);
    });
  }

  @Post('instances/:id/needs-no-restart')
  @HttpCode(204)
  @Requires('operator')
  @Idempotent()
  @RefusedWith('resource.not-found', 'resource.conflict')
  @ApiBody({
    type: NeedsNoRestart,
    examples: { seen: { value: { reason: 'the plugin reloaded the file by itself' } } },
  })
  @ApiOperation({
    operationId: 'guardsUnflag',
    summary: 'Say that an instance needs no restart',
    description:
      'Takes off the mark, no matter who set it, with the reason in the audit. A deployment whose change waits for a restart goes on ' +
      'waiting for it.',
  })
  @ApiNoContentResponse()
  async removeRestartFlag(
    @Param('id') named: string,
    @Body() { reason }: NeedsNoRestart,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<void> {
    const { id, name } = await this.fleet.oneInstance(named);
    await this.history.transaction(async (sql) => {
      if (!(await this.flags.removeRestartFlags(id, sql)))
        throw new Problem('resource.not-found', `${name} is not marked as in need of a restart.`);
      await this.audit.recordAuditedAction(
        caller,
        'instance.restart-unflagged',
        id,
        request,
        { reason },
        sql,
      );
    });
  }

  @Get('change-windows')
  @ApiOperation({
    operationId: 'guardsWindows',
    summary: 'Ask whether changes are allowed now',
    description: 'And when that turns.',
  })
  @ApiOkResponse({ type: ChangesAllowed })
  listChangeWindows(): ChangesAllowed {
    const windows = this.settings.deployment.windows as unknown as ChangeWindow[];
    const { allowed, until, sentence } = changesAllowed(windows, Date.now());
    return { allowed, sentence, ...(until !== undefined && { until: until.toISOString() }) };
  }
}

/** @throws Problem `request.invalid` for an end that has passed: nothing would be held */
function endOfHold(until: string | undefined, now: Date): { readonly until?: Date } {
  if (until === undefined) return {};
  const end = new Date(until);
  if (end > now) return { until: end };
  const message = 'is over already, so nothing would be held';
  throw new Problem('request.invalid', `until: ${until} ${message}.`, {
    errors: [{ field: 'until', message }],
  });
}
