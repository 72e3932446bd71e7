/**
 * Every event on the stream `fleet.events`. An event is a hint, published after commit: the history is the truth, and a
 * lost hint costs seconds, not data. Names are in the past tense. Values are ids and counts, never contents or secrets.
 */
export interface FleetEvents {
  /** Published by drift-analysis after discovery committed. web-api relays it; screens refetch hosts and instances. */
  'fleet.discovered': { operationId: string; hosts: number; instances: number; added: number; gone: number };
  /** Published by web-api or the scheduler when a scan row was written. */
  'drift.scan.requested': { scanId: string };
  /** Published by drift-analysis when the agents were asked. */
  'drift.scan.started': { scanId: string; instances: number };
  /** Published by drift-analysis after one instance reached a final state within a scan. */
  'drift.instance.scanned': {
    scanId: string;
    instanceId: string;
    state: string;
    opened: number;
    resolved: number;
  };
  /** Published by drift-analysis after the last row of a scan is committed. */
  'drift.scan.completed': { scanId: string; state: string; openFindings: number; outliers?: number };
  /** Published by web-api after a baseline file or deviations.yml was written. */
  'baseline.changed': { plugin: string; path: string; revision: string };
  /** Published by the service that changed the state of a plan: made, decided, run, gone stale. */
  'plan.changed': { planId: string; state: string };
  /** Published by deployment-orchestrator after a deployment moved. */
  'deployment.changed': { deploymentId: string; state: string };
  /** Published by deployment-orchestrator after one instance of a deployment moved. */
  'deployment.instance.changed': { deploymentId: string; instanceId: string; state: string };
  /** Published by backup when a backup is complete in the bucket and in the index. */
  'backup.taken': { backupId: string; instanceId: string };
  /** Published by drift-analysis when a host's heartbeat became stale or came back. */
  'host.liveness.changed': { host: string; state: 'alive' | 'stale' | 'silent'; ageSeconds: number };
}

export type FleetEventName = keyof FleetEvents;

export interface FleetEvent<Name extends FleetEventName = FleetEventName> {
  /** Redis stream id, also the SSE id; a client resumes with it in Last-Event-ID. */
  id: string;
  name: Name;
  at: string;
  data: FleetEvents[Name];
}

/** Every event name, for validation at the edges. */
export const FLEET_EVENTS = [
  'fleet.discovered',
  'drift.scan.requested',
  'drift.scan.started',
  'drift.instance.scanned',
  'drift.scan.completed',
  'baseline.changed',
  'plan.changed',
  'deployment.changed',
  'deployment.instance.changed',
  'backup.taken',
  'host.liveness.changed',
] as const satisfies readonly FleetEventName[];

/** The Redis stream all services share. */
export const FLEET_EVENT_STREAM = 'fleet.events';
