import { Heartbeats } from '@archivesmp/bus';
import { InstanceFiles } from '@archivesmp/instance-files';
import type { Kit } from '@archivesmp/service-kit';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { AgentLoop } from './agent-loop.js';
import { hubAddress, type AgentSettings } from './agent-settings.js';
import { HubConnection } from './hub-connection.js';
import { LocalInstances } from './local-instances.js';
import { observeAgent } from './metrics.js';
import { Patience } from './read/patience.js';
import { ReadInstance } from './read/read-instance.js';
import { busSettings } from './redis-connection.js';
import { AgentStatusController } from './status/agent-status.controller.js';
import { Heartbeat } from './status/heartbeat.js';
import { LocalTokenGuard } from './status/local-token.guard.js';
import { RecentWork } from './status/recent-work.js';

/** Who plays which part in an agent. */
@Module({})
export class ClientAgentModule {
  static with(settings: AgentSettings, { log, metrics, health, service }: Kit): DynamicModule {
    const host = settings.physical_server;
    const stopping = new AbortController();
    const redis = busSettings(settings.redis);
    const facts = observeAgent(metrics);
    const files = new InstanceFiles();
    const instances = new LocalInstances(host, settings.instances_root, files);
    const hub = new HubConnection(hubAddress(settings), settings.token);
    const heartbeats = new Heartbeats(redis);
    const identity = { host, version: service.version, startedAt: new Date().toISOString() };
    const heartbeat = new Heartbeat(identity, instances, hub, heartbeats, log, facts.beat);
    const patience = new Patience(settings.hub_patience_seconds, stopping.signal, (waitMs, error) =>
      log.warn({ waitMs, reason: error.message }, 'hub away, delivery waits'),
    );
    const readInstance = new ReadInstance(host, instances, files, hub, patience, log);
    const work = new RecentWork();
    const onOutcome = (outcome: Parameters<RecentWork['note']>[0]): void => {
      work.note(outcome);
      facts.jobEnded(outcome);
    };
    const loop = new AgentLoop(
      heartbeat,
      readInstance,
      {
        host,
        redis,
        concurrency: settings.concurrency,
        stopping,
        onOutcome,
        afterwards: () => heartbeats.close(),
      },
      log,
    );
    health.add('redis', () => complain(heartbeat.redisError));
    health.add('hub', () => complain(hub.reachable === true ? undefined : 'the hub does not answer'));
    health.add('instances', () => complain(heartbeat.last?.discoveryError));
    return {
      module: ClientAgentModule,
      controllers: [AgentStatusController],
      providers: [
        { provide: Heartbeat, useValue: heartbeat },
        { provide: RecentWork, useValue: work },
        { provide: AgentLoop, useValue: loop },
        {
          provide: APP_GUARD,
          inject: [Reflector],
          useFactory: (reflector: Reflector) =>
            new LocalTokenGuard(reflector, settings.local_token ?? settings.token),
        },
      ],
    };
  }
}

async function complain(trouble: string | undefined): Promise<void> {
  if (trouble !== undefined) throw new Error(trouble);
}
