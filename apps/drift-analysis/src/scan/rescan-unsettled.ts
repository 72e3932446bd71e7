import type { FleetEventStream } from '@archivesmp/bus';
import type { History } from '@archivesmp/history';
import { requestScan } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';
import { RescanSchedule } from './rescan-schedule.js';

/** Who a scan of files that were being written is asked by. */
const REQUESTED_BY = 'looking again';

/**
 * Files that were being written when they were looked at are looked at again by themselves: the scan of their plugin is asked for
 * like any other, soon at first and less often while they stay restless.
 */
export class RescanUnsettled {
  private readonly schedule = new RescanSchedule();

  constructor(
    private readonly history: Pick<History, 'configFiles' | 'scanRequests'>,
    private readonly events: FleetEventStream,
    private readonly log: Log,
  ) {}

  /** One round. @throws Problem of MariaDB or Redis */
  async rescanUnsettledFiles(now: Date): Promise<void> {
    const { history, events, log } = this;
    const restless = await history.configFiles.listConfigFiles({ state: 'unsettled' });
    const plugins = restless.map(({ instanceId, plugin }) => JSON.stringify([instanceId, plugin]));
    for (const pluginKey of this.schedule.due(new Set(plugins), performance.now())) {
      const [instance, plugin] = JSON.parse(pluginKey) as [string, string];
      const { id: scanId, joined } = await requestScan(
        { history, events, log },
        { instance, plugin },
        REQUESTED_BY,
        now,
      );
      if (!joined)
        log.info({ scanId, instanceId: instance, plugin }, 'looking again at what was being written');
    }
  }
}
