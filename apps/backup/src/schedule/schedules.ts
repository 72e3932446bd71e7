import type { JobBus } from '@archivesmp/bus';
import type { JobName } from '@archivesmp/contracts/job-services';
import { BACKUP_SCHEDULE_TICKS, BackupScheduleTickJob } from '@archivesmp/contracts/deployment-jobs';
import { hoursBetween } from './request-due-operation.js';
import type { BackupSettings } from '../settings/backup-settings.js';

/** How often it is looked whether something is due. */
const TICK_EVERY_SECONDS = 600;

/** What happens by the clock. Written again and again: that changes nothing, and brings it back after a wiped Redis. */
export class BackupSchedules {
  constructor(
    private readonly bus: JobBus<JobName>,
    private readonly settings: BackupSettings,
  ) {}

  /** @throws Problem when Redis is unavailable */
  async writeSchedules(): Promise<void> {
    for (const what of BACKUP_SCHEDULE_TICKS) {
      const id = `backup-${what}`;
      if (hoursBetween(this.settings, what) > 0)
        await this.bus.upsertSchedule(id, { everySeconds: TICK_EVERY_SECONDS }, BackupScheduleTickJob, {
          what,
        });
      else await this.bus.removeSchedule('backup', id);
    }
  }
}
