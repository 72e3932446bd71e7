import type { HostView } from '@archivesmp/contracts/fleet';
import { FleetReads, Heartbeats } from '@archivesmp/history';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../access/required-access.js';
import { HostList } from './fleet-views.js';

@ApiTags('fleet')
@Requires('viewer')
@Controller('api/v1/hosts')
export class HostsController {
  constructor(
    @Inject(FleetReads) private readonly fleet: FleetReads,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List hosts and their agents',
    description:
      'With the age of each agent’s last heartbeat: alive up to 60 s, then stale, silent when none is known.',
  })
  @ApiOkResponse({ type: HostList })
  async list(): Promise<HostList> {
    const known = new Map((await this.fleet.hosts()).map((host) => [host.name, host.instances]));
    const heard = new Map((await this.heartbeats.read(new Date())).map((one) => [one.host, one]));
    const names = [...new Set([...known.keys(), ...heard.keys()])].sort();
    const hosts = names.map((name): HostView => {
      const agent = heard.get(name);
      return {
        name,
        agent: agent?.state ?? 'silent',
        ...(agent?.ageSeconds !== undefined && { agentAgeSeconds: Math.round(agent.ageSeconds) }),
        ...(agent?.heartbeat && { agentVersion: agent.heartbeat.version }),
        ...(agent?.heartbeat?.clockSkewSeconds !== undefined && {
          clockSkewSeconds: agent.heartbeat.clockSkewSeconds,
        }),
        hubReachable: agent?.heartbeat?.hubReachable ?? false,
        instances: known.get(name) ?? 0,
      };
    });
    return { hosts, count: hosts.length };
  }
}
