import type { FoundInstance, RestartMark } from '@archivesmp/contracts/agent';
import type { AgentLoop } from '../agent-loop.js';
import type { Heartbeat } from '../heartbeat/heartbeat.js';
import type { ReportActions } from '../local/report-actions.js';
import type { OutcomeDelivery } from '../order/outcome-delivery.js';
import type { RecentWork } from './recent-work.js';

/** How the agent stands with orders. */
export interface AgentOrdersStatus {
  /** Fingerprints of the keys whose orders are carried out; none = it only reads. */
  keys: string[];
  /** Outcomes the hub has not taken yet. */
  outcomesWaiting: number;
  /** Orders that could neither be finished nor undone, and why; a person has to look. */
  stuck: { orderId: string; reason: string }[];
}

/** What `GET /api/agent/status` answers. */
export interface AgentStatus {
  host: string;
  version: string;
  startedAt: string;
  pid: number;
  rssBytes: number;
  /** `clockSkewSeconds`: seconds that the clock of this host is ahead of the hub's; `error`: why it did not take the last heartbeat. */
  hub: { reachable: boolean; clockSkewSeconds?: number; lastHeartbeatAt?: string; error?: string };
  redis: { reachable: boolean; error?: string };
  discoveryError?: string;
  instances: FoundInstance[];
  /** Marked by force, and not yet told to the hub. */
  restartNeeded: RestartMark[];
  /** What was done by force and not yet told to the hub. */
  forcedWaiting: number;
  orders: AgentOrdersStatus;
  work: {
    completed: number;
    failed: number;
    lastAt?: string;
    lastFailure?: { at: string; jobId: string; reason: string };
  };
}

/** Puts together what the agent knows of itself. Looks at the disk when there was no heartbeat yet. */
export async function agentStatus(
  heartbeat: Heartbeat,
  work: RecentWork,
  keys: readonly string[],
  delivery: Pick<OutcomeDelivery, 'waiting' | 'stuckOrders'>,
  actions: Pick<ReportActions, 'waiting'>,
  queue: Pick<AgentLoop, 'queueFailure'>,
): Promise<AgentStatus> {
  const last = heartbeat.last ?? (await heartbeat.sendHeartbeat());
  const { completed, failed, lastAt, lastFailure } = work;
  const { queueFailure } = queue;
  return {
    host: last.host,
    version: last.version,
    startedAt: last.startedAt,
    pid: last.pid,
    rssBytes: process.memoryUsage.rss(),
    hub: {
      reachable: last.hubReachable,
      ...(last.clockSkewSeconds !== undefined && { clockSkewSeconds: last.clockSkewSeconds }),
      ...(heartbeat.takenAt && { lastHeartbeatAt: heartbeat.takenAt.toISOString() }),
      ...(heartbeat.failure !== undefined && { error: heartbeat.failure }),
    },
    redis: {
      reachable: queueFailure === undefined,
      ...(queueFailure !== undefined && { error: queueFailure }),
    },
    ...(last.discoveryError !== undefined && { discoveryError: last.discoveryError }),
    instances: last.instances,
    restartNeeded: last.restartNeeded ?? [],
    forcedWaiting: actions.waiting,
    orders: {
      keys: [...keys],
      outcomesWaiting: delivery.waiting,
      stuck: [...delivery.stuckOrders].map(([orderId, reason]) => ({ orderId, reason })),
    },
    work: { completed, failed, ...(lastAt !== undefined && { lastAt }), ...(lastFailure && { lastFailure }) },
  };
}
