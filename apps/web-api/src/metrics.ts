import { Metrics } from '@archivesmp/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { EventBroadcast } from './live/event-broadcast.js';

/** All metrics of this application beside those that every service has. How agents stand is told by drift-analysis. */
@Injectable()
export class WebApiMetrics {
  readonly logins;
  readonly packs;

  constructor(@Inject(Metrics) metrics: Metrics, @Inject(EventBroadcast) broadcast: EventBroadcast) {
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
    const clients = metrics.gauge({
      name: 'archivesmp_events_clients_count',
      help: 'Browsers and programs that listen to events',
    });
    Object.assign(clients, { collect: () => clients.set(broadcast.size) });
  }
}
