import { Controller, Get, Inject } from '@nestjs/common';
import { AgentLoop } from '../agent-loop.js';
import { OrderKeys } from '../hub/order-keys.js';
import { ReportActions } from '../local/report-actions.js';
import { OutcomeDelivery } from '../order/outcome-delivery.js';
import { agentStatus, type AgentStatus } from './agent-status.js';
import { Heartbeat } from '../heartbeat/heartbeat.js';
import { RecentWork } from './recent-work.js';

/** What the agent does, for an operator on this host. */
@Controller('api/agent')
export class AgentStatusController {
  constructor(
    @Inject(Heartbeat) private readonly heartbeat: Heartbeat,
    @Inject(RecentWork) private readonly work: RecentWork,
    @Inject(OrderKeys) private readonly keys: OrderKeys,
    @Inject(OutcomeDelivery) private readonly delivery: OutcomeDelivery,
    @Inject(ReportActions) private readonly actions: ReportActions,
    @Inject(AgentLoop) private readonly loop: AgentLoop,
  ) {}

  @Get('status')
  status(): Promise<AgentStatus> {
    return agentStatus(
      this.heartbeat,
      this.work,
      this.keys.fingerprints,
      this.delivery,
      this.actions,
      this.loop,
    );
  }
}
