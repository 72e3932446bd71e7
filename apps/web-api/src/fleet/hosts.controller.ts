import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../http/required-access.js';
import { HostList } from './fleet-views.js';
import { KnownHosts } from './known-hosts.js';

@ApiTags('fleet')
@Requires('viewer')
@Controller('api/v1/hosts')
export class HostsController {
  constructor(@Inject(KnownHosts) private readonly known: KnownHosts) {}

  @Get()
  @ApiOperation({
    operationId: 'hostsList',
    summary: 'List hosts and their agents',
    description:
      'Every host that is a panel of amp_servers, was discovered, was heard of or was given access: how old its agent’s last heartbeat is (alive up to 60 s, then stale, silent when none is known), what it logs in with, what is on it and what it claims.',
  })
  @ApiOkResponse({ type: HostList })
  async listHosts(): Promise<HostList> {
    const hosts = await this.known.listHosts();
    return { hosts, count: hosts.length };
  }
}
