import { BY_SCHEDULE } from '@archivesmp/contracts/actor';
import type { FleetEventStream } from '@archivesmp/bus';
import type { FleetStores, ScanStores } from '@archivesmp/history';
import { requestScan } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';
import type { DiscoverFleet } from '../discovery/discover-fleet.js';

/** A scan of everything, asked for like any other; an equal one that is under way is joined. */
export class ScheduledScan {
  constructor(
    private readonly history: FleetStores & ScanStores,
    private readonly discoverFleet: Pick<DiscoverFleet, 'discoverFleet'>,
    private readonly events: FleetEventStream,
    private readonly log: Log,
  ) {}

  /** Id of the scan; undefined when there is no instance to scan. @throws Problem of MariaDB or Redis */
  async requestScheduledScan(): Promise<string | undefined> {
    // The first schedule of a new installation fires before instances were discovered
    if (await this.isFleetEmpty()) await this.discoverFleet.discoverFleet();
    if (await this.isFleetEmpty()) {
      this.log.warn({}, 'nothing to scan: neither panels nor agents know an instance');
      return undefined;
    }
    const { history, events, log } = this;
    const { id, joined } = await requestScan({ history, events, log }, {}, BY_SCHEDULE);
    log.info({ scanId: id, joined }, 'scheduled scan');
    return id;
  }

  private async isFleetEmpty(): Promise<boolean> {
    return (await this.history.fleet.listInstances()).length === 0;
  }
}
