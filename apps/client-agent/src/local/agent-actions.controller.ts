import type { FoundInstance, RestartMark } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import type { ApplyOutcome } from '@archivesmp/instance-files';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApplyAgentOrder, NotYet } from '../order/apply-agent-order.js';
import { HubAway } from '../hub/hub-connection.js';
import { Heartbeat } from '../status/heartbeat.js';
import { DeployConfigsRequest, LocalRestartRequest, MarkRestartRequest } from './local-requests.js';
import { RestartInstances, type RestartAnswer } from './restart-instances.js';
import { RestartMarks } from './restart-marks.js';

/** For whoever stands on this host. Changes go through the same signed orders and the same journal as those of the queue. */
@Controller('api/agent')
export class AgentActionsController {
  constructor(
    @Inject(ApplyAgentOrder) private readonly applyOrder: ApplyAgentOrder,
    @Inject(RestartInstances) private readonly restarts: RestartInstances,
    @Inject(RestartMarks) private readonly marks: RestartMarks,
    @Inject(Heartbeat) private readonly heartbeat: Heartbeat,
  ) {}

  @Post('deploy-configs')
  @HttpCode(200)
  async deployConfigs(@Body() request: DeployConfigsRequest): Promise<ApplyOutcome> {
    try {
      const outcome = await this.applyOrder.run({ ...request, host: '' }, false);
      if (outcome) return outcome;
    } catch (error) {
      if (error instanceof HubAway || error instanceof NotYet)
        throw new Problem('agent.unreachable', `The order was not carried out yet: ${error.message}.`);
      throw error;
    }
    throw new Problem('resource.not-found', 'The hub knows no such order for this host.');
  }

  @Post('restart')
  @HttpCode(202)
  async restart(@Body() { instances }: LocalRestartRequest): Promise<{ instances: RestartAnswer[] }> {
    return { instances: await this.restarts.run(await this.named(instances)) };
  }

  @Post('mark-restart-needed')
  @HttpCode(200)
  async markRestartNeeded(
    @Body() { instances, reason }: MarkRestartRequest,
  ): Promise<{ restartNeeded: RestartMark[] }> {
    const found = await this.named(instances);
    await this.marks.set(
      found.map(({ instanceId }) => instanceId),
      reason ?? 'marked on the host',
    );
    return { restartNeeded: await this.marks.all() };
  }

  private async named(names: readonly string[]): Promise<FoundInstance[]> {
    const { instances } = await this.heartbeat.beat();
    return names.map((name) => {
      const found = instances.find((one) => [one.instanceId, one.name, one.folder].includes(name));
      if (found === undefined)
        throw new Problem(
          'resource.not-found',
          `There is no instance of that name on this host; there are ${instances.map((one) => one.name).join(', ')}.`,
        );
      return found;
    });
  }
}
