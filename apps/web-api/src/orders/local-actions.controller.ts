import { DeploymentView } from '@archivesmp/contracts/deployment';
import {
  HostFenceRequest,
  HostRestartMarks,
  HostRestartRequest,
  LocalActionReceipt,
  LocalActionReport,
  NewestFence,
} from '@archivesmp/contracts/local-action';
import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../http/caller.js';
import { RefusedWith } from '../http/documents/refused-with.js';
import { RequiresAgent, TheCaller, type IdentifiedRequest } from '../http/required-access.js';
import { ActForHost } from './act-for-host.js';
import { accepted } from '../deployments/deployments.controller.js';

/** What agents pass on for an operator on their host. Each acts on instances of its own host only. */
@ApiTags('agents')
@RequiresAgent()
@Controller('api')
export class LocalActionsController {
  constructor(@Inject(ActForHost) private readonly host: ActForHost) {}

  @Post('agent/restarts')
  @RefusedWith('deployment.held', 'resource.not-found')
  @ApiOperation({
    operationId: 'localActionsRestart',
    summary: 'Restart instances of a host for an operator there',
    description:
      'Holds, countdown, change windows and audit are those of any restart. The same requestId is the same restart.',
  })
  @ApiAcceptedResponse({ type: DeploymentView })
  async restartForHost(
    @Body() wanted: HostRestartRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeploymentView> {
    return accepted(reply, await this.host.restartForHost(wanted, caller, request));
  }

  @Post('agent/restart-marks')
  @HttpCode(204)
  @RefusedWith('resource.not-found')
  @ApiOperation({
    operationId: 'localActionsMark',
    summary: 'Say that instances of a host need a restart',
    description:
      'For an operator on the host: the instances are flagged, and restarted with the next restart that is asked for.',
  })
  @ApiNoContentResponse()
  markForRestart(
    @Body() marks: HostRestartMarks,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<void> {
    return this.host.markForRestart(marks, caller, request);
  }

  @Post('agent/fences')
  @HttpCode(200)
  @RefusedWith('resource.not-found')
  @ApiOperation({
    operationId: 'localActionsTellFence',
    summary: 'Tell an agent the newest fence of an instance, to repair its own',
    description: 'That it was told goes into the audit as host.fence-told.',
  })
  @ApiOkResponse({ type: NewestFence })
  async newestFence(
    @Body() wanted: HostFenceRequest,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<NewestFence> {
    return { fence: await this.host.newestFence(wanted, caller, request) };
  }

  @Post('results/local-actions')
  @HttpCode(200)
  @RefusedWith('resource.not-found')
  @ApiOperation({
    operationId: 'localActionsReport',
    summary: 'Tell what was done on a host by force while the hub was unavailable',
    description: 'It goes into the audit once, however often it is told.',
  })
  @ApiOkResponse({ type: LocalActionReceipt })
  async recordLocalAction(
    @Body() report: LocalActionReport,
    @TheCaller() caller: Caller,
    @Req() request: IdentifiedRequest,
  ): Promise<LocalActionReceipt> {
    return { recorded: await this.host.recordLocalAction(report, caller, request) };
  }
}
