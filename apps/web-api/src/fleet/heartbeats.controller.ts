import { AgentHeartbeat, HeartbeatReceipt } from '@archivesmp/contracts/agent';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '../http/caller.js';
import { RequiresAgent, TheCaller } from '../http/required-access.js';
import { ReceiveHeartbeat } from './receive-heartbeat.js';

@ApiTags('agents')
@RequiresAgent()
@Controller('api/agent')
export class HeartbeatsController {
  constructor(@Inject(ReceiveHeartbeat) private readonly receive: ReceiveHeartbeat) {}

  @Post('heartbeat')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'heartbeatsBeat',
    summary: 'Say that an agent lives, and which instances it sees',
    description: 'Believed for the host of the token only. The newest one counts.',
  })
  @ApiOkResponse({ type: HeartbeatReceipt })
  postHeartbeat(@Body() heartbeat: AgentHeartbeat, @TheCaller() caller: Caller): Promise<HeartbeatReceipt> {
    return this.receive.receiveHeartbeat(heartbeat, caller);
  }
}
