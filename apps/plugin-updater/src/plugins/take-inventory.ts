import type { History } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';

/** Take inventory. Running it again changes nothing. */
export class TakeInventory {
  constructor(
    private readonly history: Pick<History, 'fleet'>,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB, when trying again helps */
  async takeInventory(now: Date): Promise<void> {
    const instances = await this.history.fleet.listInstances();
    this.log.info({ at: now, instances: instances.length }, 'take inventory');
  }
}
