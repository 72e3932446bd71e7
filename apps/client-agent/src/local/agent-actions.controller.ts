import type { FoundInstance } from '@archivesmp/contracts/agent';
import type { AgentDamage, AgentRepair } from '@archivesmp/contracts/agent-state';
import { Problem } from '@archivesmp/contracts/problem';
import type { ApplyOutcome } from '@archivesmp/instance-files';
import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApplyAgentOrder, NotYet } from '../order/apply-agent-order.js';
import { HubUnavailable } from '../hub/hub-connection.js';
import { Heartbeat } from '../heartbeat/heartbeat.js';
import {
  DeployConfigsRequest,
  LocalRestartRequest,
  MarkRestartRequest,
  RepairRequest,
} from './local-requests.js';
import { MarkRestart, type MarkAnswer } from './mark-restart.js';
import { RepairState } from './repair-state.js';
import { LocalRestartOfInstances, type LocalRestartAnswer } from './local-restart.js';

/**
 * For an operator on this host. Changes go through the same signed orders and the same journal as those of the queue, restarts and
 * marks through the hub; only by force, and only while the hub does not answer, is anything done without it.
 */
@Controller('api/agent')
export class AgentActionsController {
  constructor(
    @Inject(ApplyAgentOrder) private readonly applyOrder: ApplyAgentOrder,
    @Inject(LocalRestartOfInstances) private readonly restarts: LocalRestartOfInstances,
    @Inject(MarkRestart) private readonly marks: MarkRestart,
    @Inject(RepairState) private readonly state: RepairState,
    @Inject(Heartbeat) private readonly heartbeat: Heartbeat,
  ) {}

  @Post('deploy-configs')
  @HttpCode(200)
  async deployConfigs(@Body() request: DeployConfigsRequest): Promise<ApplyOutcome> {
    try {
      const outcome = await this.applyOrder.applyAgentOrder({ ...request, host: '' }, false);
      if (outcome) return outcome;
    } catch (error) {
      if (error instanceof HubUnavailable || error instanceof NotYet)
        throw new Problem('agent.unreachable', `The order was not carried out yet: ${error.message}.`);
      throw error;
    }
    throw new Problem('resource.not-found', 'The hub knows no such order for this host.');
  }

  @Post('restart')
  @HttpCode(202)
  async requestLocalRestart(@Body() wanted: LocalRestartRequest): Promise<LocalRestartAnswer> {
    const { instances, all = false, force = false, reason, countdownSeconds } = wanted;
    if ((instances !== undefined) === all)
      throw new Problem('request.invalid', 'Say exactly one of instances and all: true.');
    return this.restarts.restartLocally({
      instances: all
        ? (await this.heartbeat.sendHeartbeat()).instances
        : await this.findNamedInstances(instances!),
      all,
      force,
      ...(reason !== undefined && { reason }),
      ...(countdownSeconds !== undefined && { countdownSeconds }),
    });
  }

  @Post('mark-restart-needed')
  @HttpCode(200)
  async markRestartNeeded(
    @Body() { instances, reason, force = false }: MarkRestartRequest,
  ): Promise<MarkAnswer> {
    return this.marks.markForRestart(await this.findNamedInstances(instances), reason, force);
  }

  @Get('damage')
  async damage(): Promise<AgentDamage> {
    return { host: this.state.host, damaged: await this.state.damage(await this.names()) };
  }

  @Post('repair')
  @HttpCode(200)
  async repair(@Body() { reason }: RepairRequest): Promise<AgentRepair> {
    return this.state.repairState(await this.names(), reason);
  }

  private async names(): Promise<Map<string, string>> {
    const { instances } = await this.heartbeat.sendHeartbeat();
    return new Map(instances.map(({ instanceId, name }) => [instanceId, name]));
  }

  private async findNamedInstances(names: readonly string[]): Promise<FoundInstance[]> {
    const { instances, discoveryError } = await this.heartbeat.sendHeartbeat();
    const known = instances.map((one) => one.name).join(', ') || 'none';
    const discoveryNote =
      discoveryError === undefined ? '' : ` The agent does not see everything: ${discoveryError}.`;
    return names.map((name) => {
      const found = instances.find((one) => [one.instanceId, one.name, one.folder].includes(name));
      if (found === undefined)
        throw new Problem(
          'resource.not-found',
          `There is no instance of that name on this host; there are ${known}.${discoveryNote}`,
        );
      return found;
    });
  }
}
