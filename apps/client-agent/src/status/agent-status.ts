import type { FoundInstance } from '@archivesmp/contracts/agent';
import type { Heartbeat } from './heartbeat.js';
import type { RecentWork } from './recent-work.js';

/** What `GET /api/agent/status` answers. */
export interface AgentStatus {
  host: string;
  version: string;
  startedAt: string;
  pid: number;
  rssBytes: number;
  hub: { reachable: boolean };
  redis: { reachable: boolean; lastHeartbeatAt?: string; error?: string };
  discoveryError?: string;
  instances: FoundInstance[];
  work: {
    completed: number;
    failed: number;
    lastAt?: string;
    lastFailure?: { at: string; jobId: string; reason: string };
  };
}

/** Puts together what the agent knows of itself. Looks at the disk when there was no heartbeat yet. */
export async function agentStatus(heartbeat: Heartbeat, work: RecentWork): Promise<AgentStatus> {
  const last = heartbeat.last ?? (await heartbeat.beat());
  const { completed, failed, lastAt, lastFailure } = work;
  return {
    host: last.host,
    version: last.version,
    startedAt: last.startedAt,
    pid: last.pid,
    rssBytes: process.memoryUsage.rss(),
    hub: { reachable: last.hubReachable },
    redis: {
      reachable: heartbeat.redisError === undefined && heartbeat.takenAt !== undefined,
      ...(heartbeat.takenAt && { lastHeartbeatAt: heartbeat.takenAt.toISOString() }),
      ...(heartbeat.redisError !== undefined && { error: heartbeat.redisError }),
    },
    ...(last.discoveryError !== undefined && { discoveryError: last.discoveryError }),
    instances: last.instances,
    work: { completed, failed, ...(lastAt !== undefined && { lastAt }), ...(lastFailure && { lastFailure }) },
  };
}
