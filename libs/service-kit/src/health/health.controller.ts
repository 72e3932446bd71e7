import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OpenRoute } from '../service/route-access.js';
import { SERVICE, type ServiceIdentity } from '../service/service-identity.js';
import { Health, type DependencyHealth } from './health.js';

interface Readiness extends ServiceIdentity {
  status: 'ready' | 'not ready';
  dependencies: DependencyHealth[];
}

/** For supervisors: is the process alive, and can it work? */
@ApiExcludeController()
@OpenRoute()
@Controller('health')
export class HealthController {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(SERVICE) private readonly service: ServiceIdentity,
  ) {}

  /** 200 while the process runs; says nothing about what it depends on. */
  @Get('live')
  live(): ServiceIdentity & { status: 'alive'; uptimeSeconds: number } {
    return { status: 'alive', ...this.service, uptimeSeconds: Math.round(process.uptime()) };
  }

  /** 200 when every dependency answers, else 503; both name each with its state. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const dependencies = await this.health.ask();
    const ready = dependencies.every(({ state }) => state === 'up');
    reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not ready', ...this.service, dependencies };
  }
}
