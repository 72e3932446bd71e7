import type { Heartbeats } from '@archivesmp/history';
import type { Metrics } from '@archivesmp/service-kit';
import type { EventBroadcast } from './event-broadcast.js';

/** All metrics of this application beside those that every service has. */
export class WebApiMetrics {
  readonly logins;
  readonly packs;
  readonly refusedJobs;

  constructor(metrics: Metrics, heartbeats: Heartbeats, broadcast: EventBroadcast) {
    this.logins = metrics.counter({
      name: 'archivesmp_http_logins_total',
      help: 'Logins by outcome: succeeded, refused, limited',
      labels: ['outcome'],
    });
    this.packs = metrics.counter({
      name: 'archivesmp_results_received_bytes_total',
      help: 'Bytes of config files that agents delivered and the hub did not have',
      labels: ['host'],
    });
    this.refusedJobs = metrics.counter({
      name: 'archivesmp_results_refused_jobs_total',
      help: 'Jobs that the agent of a host refused because they do not come from the hub; any deserves a look',
      labels: ['host', 'kind'],
    });
    const clients = metrics.gauge({
      name: 'archivesmp_events_clients',
      help: 'Browsers and programs that listen to events',
    });
    Object.assign(clients, { collect: () => clients.set(broadcast.size) });
    observeAgents(metrics, heartbeats);
  }
}

/** Read when Prometheus asks. While MariaDB is unavailable nothing is known of the agents, so nothing is said. */
function observeAgents(metrics: Metrics, heartbeats: Heartbeats): void {
  const up = metrics.gauge({
    name: 'archivesmp_agent_up',
    help: '1 while the agent of a host sent a heartbeat within the last minute',
    labels: ['host'],
  });
  const age = metrics.gauge({
    name: 'archivesmp_agent_heartbeat_age_seconds',
    help: 'Age of the last heartbeat of the agent of a host',
    labels: ['host'],
  });
  const skew = metrics.gauge({
    name: 'archivesmp_agent_clock_skew_seconds',
    help: 'Seconds that the clock of a host is ahead of the hub, negative when behind; orders live ten minutes',
    labels: ['host'],
  });
  const updateGauges = async (): Promise<void> => {
    up.reset();
    age.reset();
    skew.reset();
    const hosts = await heartbeats.listHostLiveness(new Date()).catch(() => []);
    for (const { host, state, ageSeconds, heartbeat } of hosts) {
      up.set({ host }, state === 'alive' ? 1 : 0);
      if (ageSeconds !== undefined) age.set({ host }, ageSeconds);
      if (heartbeat?.clockSkewSeconds !== undefined) skew.set({ host }, heartbeat.clockSkewSeconds);
    }
  };
  // All gauges are collected at once and have to wait for one and the same reading.
  let reading: Promise<void> | undefined;
  const collect = (): Promise<void> => (reading ??= updateGauges().finally(() => (reading = undefined)));
  for (const gauge of [up, age, skew]) Object.assign(gauge, { collect });
}
