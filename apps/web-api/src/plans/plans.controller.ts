import { DECIDING_ROLE } from '@archivesmp/change-plan/who-may-decide';
import { DecidePlan, PlanView, ChangeRequest } from '@archivesmp/contracts/plan';
import { PLAN_STATES, type PlanState } from '@archivesmp/contracts/deployment-states';
import { PlannedChangesView } from '@archivesmp/contracts/planned-change';
import { Page } from '@archivesmp/contracts/page';
import { Plans } from '@archivesmp/history';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiAcceptedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../http/caller.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { CommaList, oneOrSeveral } from '../http/comma-list.js';
import { DEFAULT_PAGE, PageQuery } from '../http/page-query.js';
import { DecideOnPlan } from './decide-on-plan.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { ReadPlan } from './read-plan.js';
import { ReadPlannedChanges } from './read-planned-changes.js';
import { RecordChangeRequest } from './record-change-request.js';
import { planView } from './plan-view.js';

/** Which plans, by state, and which page. */
export class PlanListQuery extends PageQuery {
  @ApiPropertyOptional({ enum: PLAN_STATES, enumName: 'PlanState', isArray: true })
  @IsOptional()
  @CommaList()
  @IsIn(PLAN_STATES, oneOrSeveral(PLAN_STATES))
  state?: PlanState[];
}

/** One page of plans, newest first, without what is in them. */
export class PlanPage extends Page {
  @ApiProperty({ type: [PlanView] }) plans!: PlanView[];
}

/** Plans: asked for, read, decided. Nothing here changes a server. */
@ApiTags('changes')
@Requires('viewer')
@Controller('api/v1/plans')
export class PlansController {
  constructor(
    @Inject(Plans) private readonly plans: Plans,
    @Inject(ReadPlan) private readonly planReader: ReadPlan,
    @Inject(ReadPlannedChanges) private readonly readChanges: ReadPlannedChanges,
    @Inject(RecordChangeRequest) private readonly request: RecordChangeRequest,
    @Inject(DecideOnPlan) private readonly decide: DecideOnPlan,
  ) {}

  @Post()
  @Requires('operator')
  @Idempotent()
  @RefusedWith('request.invalid', 'resource.conflict')
  @ApiBody({
    type: ChangeRequest,
    examples: {
      findings: {
        value: { title: 'Respawn like everywhere else', findings: ['a3f0c1de-5b7e-4c0a-9d53-2f8a6d1b7e44'] },
      },
      byHand: {
        value: {
          title: 'more players',
          changes: [
            {
              instances: ['BENT01', 'SMP101'],
              plugin: '_server',
              file: 'server.properties',
              edits: [{ op: 'set', path: ['max-players'], value: '60' }],
            },
          ],
        },
      },
      desiredState: {
        value: {
          title: 'LuckPerms before its first boot',
          desired: [{ instances: ['BENT01'], plugins: ['LuckPerms'] }],
          prepareMissingPlugins: true,
        },
      },
    },
  })
  @ApiOperation({
    operationId: 'plansAsk',
    summary: 'Ask for a plan',
    description:
      'From findings to put right, hand-written changes, or a backup to restore. The plan is made at the address in ' +
      'Location: every file with its sha256 before and after, every key, risks, and what cannot be done with its reason. ' +
      'Nothing is changed before the plan was approved and started.',
  })
  @ApiAcceptedResponse({ type: PlanView })
  async requestChange(
    @Body() wanted: ChangeRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    const plan = await this.request.recordChangeRequest(wanted, caller, request);
    void reply.status(202).header('location', `/api/v1/plans/${plan.id}`);
    return plan;
  }

  @Get()
  @ApiOperation({
    operationId: 'plansList',
    summary: 'List plans',
    description: 'Newest first, without what is in them.',
  })
  @ApiOkResponse({ type: PlanPage })
  async listPlans(@Query() { limit, after, state }: PlanListQuery): Promise<PlanPage> {
    const page = await this.plans.listPlans({
      limit: limit ?? DEFAULT_PAGE,
      ...(after !== undefined && { after }),
      ...(state !== undefined && { states: state }),
    });
    return { ...page, plans: page.plans.map(planView), count: page.plans.length };
  }

  @Get(':id')
  @RefusedWith('resource.not-found')
  @ApiOperation({
    operationId: 'plansRead',
    summary: 'Read one plan',
    description: 'With everything that its hash covers, and what you may do about it.',
  })
  @ApiOkResponse({ type: PlanView })
  readPlan(@Param('id') id: string, @TheCaller() caller: Caller): Promise<PlanView> {
    return this.planReader.readPlan(id, caller);
  }

  @Get(':id/instances/:instanceId/changes')
  @Requires('operator')
  @RefusedWith('resource.not-found', 'artifacts.unavailable')
  @ApiOperation({
    operationId: 'plansChanges',
    summary: 'Read what a plan does to one instance',
    description:
      'Made from the contents before and after, so that the approver sees everything: every key whose meaning changes, ' +
      'a unified diff, files that come or go in full, and of anything else size, hash and kind. Deleted files and removed ' +
      'keys come first. Secrets are masked, and whether one changes is said.',
  })
  @ApiOkResponse({ type: PlannedChangesView })
  readPlannedChanges(
    @Param('id') id: string,
    @Param('instanceId') instanceId: string,
  ): Promise<PlannedChangesView> {
    return this.readChanges.readPlannedChanges(id, instanceId);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Requires(DECIDING_ROLE)
  @Idempotent()
  @RefusedWith(
    'plan.self-approval',
    'plan.no-person',
    'resource.not-found',
    'plan.stale',
    'plan.other-hash',
    'plan.not-decidable',
    'resource.conflict',
  )
  @ApiBody({
    type: DecidePlan,
    examples: {
      approve: {
        value: {
          hash: 'abababababababababababababababababababababababababababababababab',
          comment: 'read it with Ada',
        },
      },
    },
  })
  @ApiOperation({
    operationId: 'plansApprove',
    summary: 'Approve a plan',
    description:
      'Bound to the hash of the plan you read; a plan of your own needs another approver unless the settings allow it.',
  })
  @ApiOkResponse({ type: PlanView })
  approve(
    @Param('id') id: string,
    @Body() decision: DecidePlan,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<PlanView> {
    return this.decide.approvePlan(id, decision, caller, request);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @Requires(DECIDING_ROLE)
  @Idempotent()
  @RefusedWith(
    'plan.no-person',
    'resource.not-found',
    'plan.other-hash',
    'plan.not-decidable',
    'resource.conflict',
  )
  @ApiBody({
    type: DecidePlan,
    examples: {
      reject: {
        value: {
          hash: 'abababababababababababababababababababababababababababababababab',
          comment: 'not during the event',
        },
      },
    },
  })
  @ApiOperation({
    operationId: 'plansReject',
    summary: 'Reject a plan',
    description: 'One rejection is enough; the comment tells why.',
  })
  @ApiOkResponse({ type: PlanView })
  reject(
    @Param('id') id: string,
    @Body() decision: DecidePlan,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<PlanView> {
    return this.decide.rejectPlan(id, decision, caller, request);
  }
}
