import type { FleetEventStream } from '@archivesmp/bus';
import type { HostLiveness } from '@archivesmp/contracts/agent';
import type { Heartbeats } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { publishHint } from '@archivesmp/hub-wiring';

/** Tells when a host's agent falls silent or comes back. Each process tells it; a hint twice does no harm. */
export class WatchHosts {
  private readonly known = new Map<string, HostLiveness['state']>();

  constructor(
    private readonly heartbeats: Heartbeats,
    private readonly events: FleetEventStream,
    private readonly log: Log,
  ) {}

  /** One look. @throws Problem when MariaDB is unavailable */
  async watchHosts(now: Date): Promise<void> {
    const hosts = await this.heartbeats.listHostLiveness(now);
    for (const { host, state, ageSeconds = 0 } of hosts) {
      const before = this.known.get(host);
      this.known.set(host, state);
      if (before === undefined || before === state) continue;
      if (state === 'alive') this.log.info({ host }, 'agent came back');
      else this.log.warn({ host, state, ageSeconds: Math.round(ageSeconds) }, 'agent fell silent');
      const hint = { host, state, ageSeconds: Math.round(ageSeconds) };
      await publishHint(this.events, this.log, 'host.liveness.changed', hint);
    }
  }
}
