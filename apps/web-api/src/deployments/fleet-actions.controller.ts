import { DeploymentView, RestartRequest, StartRequest, StopRequest } from '@archivesmp/contracts/deployment';
import { DeployRequest, PlanView } from '@archivesmp/contracts/plan';
import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../http/caller.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { Requires, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { DeployDrift } from './deploy-drift.js';
import { accepted } from './deployments.controller.js';
import { Idempotent } from '../http/idempotency.interceptor.js';
import { PowerInstances } from './power-instances.js';

/** The verbs of the operators' first program, under their old address and the new one, and those that belong to them. */
@ApiTags('changes')
@Requires('operator')
@Controller(['api', 'api/v1'])
export class FleetActionsController {
  constructor(
    @Inject(DeployDrift) private readonly deployDrift: DeployDrift,
    @Inject(PowerInstances) private readonly power: PowerInstances,
  ) {}

  @Post('deploy')
  @Idempotent()
  @RefusedWith('request.invalid')
  @ApiBody({
    type: DeployRequest,
    examples: {
      oneInstance: { value: { instances: ['BENT01'] } },
      onePlugin: { value: { instances: ['BENT01', 'SMP101'], plugins: ['CMI'] } },
    },
  })
  @ApiOperation({
    summary: 'Put the drift of instances right',
    description:
      'Makes a plan from every open finding of these instances. Read it at the address in Location; it is run after ' +
      'it was approved.',
  })
  @ApiAcceptedResponse({ type: PlanView })
  async deploy(
    @Body() wanted: DeployRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    const plan = await this.deployDrift.deployDrift(wanted, caller, request);
    void reply.status(202).header('location', `/api/v1/plans/${plan.id}`);
    return plan;
  }

  @Post('restart')
  @Idempotent()
  @RefusedWith('request.invalid', 'resource.conflict', 'deployment.held')
  @ApiBody({
    type: RestartRequest,
    examples: {
      flagged: { value: { flagged: true, expect: 3 } },
      selected: { value: { instances: ['BENT01'], expect: 1, countdownSeconds: 60 } },
    },
  })
  @ApiOperation({
    summary: 'Restart instances',
    description:
      'Selected ones, all that need it (flagged), or all; proxies last. Players are told on the console. Send expect with ' +
      'the number you mean to restart: another number is refused.',
  })
  @ApiAcceptedResponse({ type: DeploymentView })
  async restart(
    @Body() wanted: RestartRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeploymentView> {
    return accepted(reply, await this.power.requestPowerChange('restart', wanted, caller, request));
  }

  @Post('stop')
  @Idempotent()
  @RefusedWith('request.invalid', 'resource.conflict', 'deployment.held')
  @ApiBody({
    type: StopRequest,
    examples: { selected: { value: { instances: ['BENT01'], expect: 1, countdownSeconds: 60 } } },
  })
  @ApiOperation({
    summary: 'Stop instances',
    description:
      'Selected ones or all; proxies last. Players are told on the console. Each is judged: one that runs again is not ' +
      'stopped. POST /api/v1/deployments/{id}/rollback starts again what it stopped.',
  })
  @ApiAcceptedResponse({ type: DeploymentView })
  async stop(
    @Body() wanted: StopRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeploymentView> {
    return accepted(reply, await this.power.requestPowerChange('stop', wanted, caller, request));
  }

  @Post('start')
  @Idempotent()
  @RefusedWith('request.invalid', 'resource.conflict', 'deployment.held')
  @ApiBody({
    type: StartRequest,
    examples: { selected: { value: { instances: ['BENT01'], expect: 1 } } },
  })
  @ApiOperation({
    summary: 'Start instances',
    description:
      'Selected ones or all; proxies last. Each is judged as after a restart; one that runs stays as it is.',
  })
  @ApiAcceptedResponse({ type: DeploymentView })
  async start(
    @Body() wanted: StartRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeploymentView> {
    return accepted(reply, await this.power.requestPowerChange('start', wanted, caller, request));
  }
}
