import type { AmpCallReport } from '@archivesmp/amp';
import type { JobOutcome, QueueCounts } from '@archivesmp/bus';
import { hasEnded, LIVE_DEPLOYMENT_STATES } from '@archivesmp/contracts/deployment-states';
import { observeJobs, observeQueues, type Metrics } from '@archivesmp/service-kit';
import type { Outcome } from './reconcile/carry-out.js';

/** Facts of this service; the only place that knows Prometheus. */
export interface DeploymentMetrics {
  jobEnded(outcome: JobOutcome): void;
  turned(outcome: Outcome): void;
  panelCalled(host: string, call: AmpCallReport): void;
  /** Deployments that have not ended, by state. */
  liveSeen(states: readonly string[]): void;
  queuesSeen(counts: Readonly<Record<string, QueueCounts>>): void;
}

/** Declares the metrics of this service; the answer is told the facts. */
export function observeDeployments(metrics: Metrics): DeploymentMetrics {
  const names = { context: 'deployment', service: 'deployment-orchestrator' };
  const jobEnded = observeJobs(metrics, {
    ...names,
    includes: 'a restart includes waiting for players',
    buckets: [0.05, 0.1, 0.5, 1, 5, 15, 60, 180, 600],
  });
  const queueSeen = observeQueues(metrics, names);
  const moves = metrics.counter({
    name: 'archivesmp_deployment_instances_total',
    help: 'Instances that reached a state within a deployment; rolled-back, unwell and stuck are the ones to watch',
    labels: ['state'],
  });
  const ends = metrics.counter({
    name: 'archivesmp_deployment_ends_total',
    help: 'Deployments that ended, by state',
    labels: ['state'],
  });
  const live = metrics.gauge({
    name: 'archivesmp_deployment_live',
    help: 'Deployments that have not ended, by state',
    labels: ['state'],
  });
  const calls = metrics.counter({
    name: 'archivesmp_deployment_amp_calls_total',
    help: 'Calls of deployment-orchestrator to AMP panels, by outcome',
    labels: ['host', 'outcome'],
  });
  return {
    jobEnded,
    turned: ({ state, moved }) => {
      for (const one of moved) moves.inc({ state: one.state });
      if (hasEnded(state)) ends.inc({ state });
    },
    panelCalled: (host, { outcome }) => calls.inc({ host, outcome }),
    liveSeen: (states) => {
      for (const state of LIVE_DEPLOYMENT_STATES)
        live.set({ state }, states.filter((one) => one === state).length);
    },
    queuesSeen: (counts) => {
      for (const [queue, states] of Object.entries(counts)) queueSeen(queue, { ...states });
    },
  };
}
