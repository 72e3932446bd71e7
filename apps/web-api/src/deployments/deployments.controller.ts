import { DECIDING_ROLE } from '@archivesmp/change-plan/who-may-decide';
import { DeploymentView, StartDeployment, DeploymentControl } from '@archivesmp/contracts/deployment';
import { DEPLOYMENT_STATES, type DeploymentState } from '@archivesmp/contracts/deployment-states';
import { Page } from '@archivesmp/contracts/page';
import { Problem } from '@archivesmp/contracts/problem';
import { DeploymentReads } from '@archivesmp/history';
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
import { Idempotent } from '../http/idempotency.interceptor.js';
import { RollBack } from './roll-back.js';
import { StartApprovedPlan } from './start-approved-plan.js';
import { ControlDeployment } from './control-deployment.js';

/** Which deployments, by state, and which page. */
export class DeploymentListQuery extends PageQuery {
  @ApiPropertyOptional({ enum: DEPLOYMENT_STATES, enumName: 'DeploymentState', isArray: true })
  @IsOptional()
  @CommaList()
  @IsIn(DEPLOYMENT_STATES, oneOrSeveral(DEPLOYMENT_STATES))
  state?: DeploymentState[];
}

/** One page of deployments, newest first. */
export class DeploymentPage extends Page {
  @ApiProperty({ type: [DeploymentView] }) deployments!: DeploymentView[];
}

/** Runs of plans: started, watched, steered, taken back. */
@ApiTags('changes')
@Requires('viewer')
@Controller('api/v1/deployments')
export class DeploymentsController {
  constructor(
    @Inject(DeploymentReads) private readonly deployments: DeploymentReads,
    @Inject(StartApprovedPlan) private readonly start: StartApprovedPlan,
    @Inject(ControlDeployment) private readonly control: ControlDeployment,
    @Inject(RollBack) private readonly rollBack: RollBack,
  ) {}

  @Post()
  @Requires(DECIDING_ROLE)
  @Idempotent()
  @RefusedWith(
    'request.invalid',
    'plan.stale',
    'plan.other-hash',
    'plan.not-decidable',
    'deployment.held',
    'deployment.no-order-key',
    'resource.not-found',
  )
  @ApiBody({
    type: StartDeployment,
    examples: {
      careful: {
        value: {
          planId: '7d1f0a52-3c0e-4b53-8a52-0b9a6b1f2c11',
          hash: 'abababababababababababababababababababababababababababababababab',
          perHost: 1,
        },
      },
      tonight: {
        value: {
          planId: '7d1f0a52-3c0e-4b53-8a52-0b9a6b1f2c11',
          hash: 'abababababababababababababababababababababababababababababababab',
          restartLater: true,
        },
      },
    },
  })
  @ApiOperation({
    operationId: 'deploymentsRun',
    summary: 'Run an approved plan',
    description:
      'Wave by wave: each instance is backed up, changed as a whole, restarted and judged; one that is not well is rolled ' +
      'back by itself and the wave stops. 409 when what the plan was made on moved since, with what moved. Outside of the ' +
      'change windows it waits for the next one. With restartLater nothing is restarted: the deployment rests as flagged, and ' +
      'any restart that is asked for lets it be judged.',
  })
  @ApiAcceptedResponse({ type: DeploymentView })
  async startDeployment(
    @Body() wanted: StartDeployment,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeploymentView> {
    return accepted(reply, await this.start.startApprovedPlan(wanted, caller, request));
  }

  @Get()
  @ApiOperation({
    operationId: 'deploymentsList',
    summary: 'List deployments',
    description: 'Newest first, with where each instance stands.',
  })
  @ApiOkResponse({ type: DeploymentPage })
  async listDeployments(@Query() { limit, after, state }: DeploymentListQuery): Promise<DeploymentPage> {
    const page = await this.deployments.listDeployments({
      limit: limit ?? DEFAULT_PAGE,
      ...(after !== undefined && { after }),
      ...(state !== undefined && { states: state }),
    });
    return { ...page, count: page.deployments.length };
  }

  @Get(':id')
  @RefusedWith('resource.not-found')
  @ApiOperation({
    operationId: 'deploymentsRead',
    summary: 'Read one deployment',
    description:
      'Where each instance stands, its verdict and the reason. Events deployment.* say when to read again.',
  })
  @ApiOkResponse({ type: DeploymentView })
  async readDeployment(@Param('id') id: string): Promise<DeploymentView> {
    const deployment = await this.deployments.getDeployment(id);
    if (deployment === undefined)
      throw new Problem('resource.not-found', 'There is no deployment with this id.');
    return deployment;
  }

  @Post(':id/steer')
  @HttpCode(200)
  @Requires('operator')
  @Idempotent()
  @RefusedWith('deployment.not-steerable', 'resource.not-found')
  @ApiBody({
    type: DeploymentControl,
    examples: {
      pause: { value: { action: 'pause' } },
      undo: { value: { action: 'stop-and-undo' } },
    },
  })
  @ApiOperation({
    operationId: 'deploymentsAct',
    summary: 'Pause, resume, accept, or stop and undo',
    description: 'What was begun on an instance always comes to its end first: it is finished or undone.',
  })
  @ApiOkResponse({ type: DeploymentView })
  controlDeployment(
    @Param('id') id: string,
    @Body() action: DeploymentControl,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<DeploymentView> {
    return this.control.controlDeployment(id, action, caller, request);
  }

  @Post(':id/rollback')
  @Requires('operator')
  @Idempotent()
  @RefusedWith(
    'resource.conflict',
    'deployment.not-steerable',
    'deployment.overtaken',
    'plan.stale',
    'deployment.held',
    'deployment.no-order-key',
    'resource.not-found',
  )
  @ApiOperation({
    operationId: 'deploymentsUndo',
    summary: 'Take a deployment back',
    description:
      'Runs the inverse of its plan on the instances that still have the change. It follows from the approved plan, so it ' +
      'needs no approval of its own. It is judged by key: where a key of it has been given another value since, that instance is ' +
      'refused with the key named, before its server is stopped; what else changed in the same files stays as it is. A stop is ' +
      'taken back by starting what it stopped, a rollback by giving the change again.',
  })
  @ApiAcceptedResponse({ type: DeploymentView })
  async postDeploymentRollback(
    @Param('id') id: string,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeploymentView> {
    return accepted(reply, await this.rollBack.rollBackDeployment(id, caller, request));
  }
}

/** 202 with the address where the deployment can be followed. */
export function accepted(reply: FastifyReply, deployment: DeploymentView): DeploymentView {
  void reply.status(202).header('location', `/api/v1/deployments/${deployment.id}`);
  return deployment;
}
