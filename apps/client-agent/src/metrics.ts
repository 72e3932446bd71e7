import type { JobOutcome } from '@archivesmp/bus';
import type { AgentHeartbeat } from '@archivesmp/contracts/agent';
import type { ApplyOutcome } from '@archivesmp/instance-files';
import { observeJobs, type Metrics } from '@archivesmp/service-kit';

/** Facts the agent tells; the only place in this app that knows Prometheus. */
export interface AgentMetrics {
  jobEnded(outcome: JobOutcome): void;
  orderEnded(outcome: ApplyOutcome, seconds: number): void;
  beat(heartbeat: AgentHeartbeat, takenAt: Date | undefined): void;
}

/** Declares the metrics of an agent; the answer is told the facts. */
export function observeAgent(metrics: Metrics): AgentMetrics {
  const jobEnded = observeJobs(metrics, { context: 'agent', service: 'this agent' });
  const orders = metrics.counter({
    name: 'archivesmp_agent_orders_total',
    help: 'Orders by how they ended and why; any bad_signature or wrong_target deserves a look',
    labels: ['outcome', 'kind'],
  });
  const orderSeconds = metrics.histogram({
    name: 'archivesmp_agent_order_duration_seconds',
    help: 'How long carrying out an order took',
    labels: ['outcome'],
  });
  const manifestAge = metrics.gauge({
    name: 'archivesmp_agent_last_heartbeat_timestamp_seconds',
    help: 'When the hub last took a heartbeat',
  });
  const instances = metrics.gauge({
    name: 'archivesmp_agent_instances',
    help: 'Instances found on this host',
  });
  const hub = metrics.gauge({
    name: 'archivesmp_agent_hub_reachable',
    help: '1 while the hub answers, else 0',
  });
  return {
    jobEnded,
    orderEnded: (outcome, duration) => {
      orders.inc({ outcome: outcome.state, kind: outcome.state === 'applied' ? 'none' : outcome.code });
      orderSeconds.observe({ outcome: outcome.state }, duration);
    },
    beat: (heartbeat, takenAt) => {
      manifestAge.set((takenAt?.getTime() ?? 0) / 1_000);
      instances.set(heartbeat.instances.length);
      hub.set(heartbeat.hubReachable ? 1 : 0);
    },
  };
}
