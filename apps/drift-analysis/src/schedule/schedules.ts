import type { JobBus } from '@archivesmp/bus';
import type { JobName } from '@archivesmp/contracts/job-services';
import { ScheduleTickJob, type ScheduleTickData } from '@archivesmp/contracts/jobs';

const SCAN = 'scan-fleet';
const DISCOVERY = 'discover-fleet';

const DISCOVER: ScheduleTickData = { what: 'discovery' };
const SCAN_ALL: ScheduleTickData = { what: 'scan' };

/** How often what is done. */
export interface ScheduleOptions {
  /** 0: no scheduled scans. */
  readonly scanEverySeconds: number;
  readonly discoverEverySeconds: number;
}

/** What happens by the clock. Written again and again: that changes nothing, and brings it back after a wiped Redis. */
export class ScanSchedules {
  constructor(
    private readonly bus: JobBus<JobName>,
    private readonly options: ScheduleOptions,
  ) {}

  /** @throws Problem when Redis is unavailable */
  async writeSchedules(): Promise<void> {
    const { scanEverySeconds, discoverEverySeconds } = this.options;
    await this.bus.upsertSchedule(
      DISCOVERY,
      { everySeconds: discoverEverySeconds },
      ScheduleTickJob,
      DISCOVER,
    );
    if (scanEverySeconds > 0)
      await this.bus.upsertSchedule(SCAN, { everySeconds: scanEverySeconds }, ScheduleTickJob, SCAN_ALL);
    else await this.bus.removeSchedule('drift', SCAN);
  }
}
