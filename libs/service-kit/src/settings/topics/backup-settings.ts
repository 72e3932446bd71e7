import { Port, Text, WholeNumber } from '../setting.js';

/** When configuration is backed up, how long backups are kept, and how often they are proved. */
export class BackupSettings {
  @Text({ describe: 'Address for health and metrics of backup', default: '127.0.0.1' })
  host: string = '127.0.0.1';

  @Port({ describe: 'Port for health and metrics of backup', default: 8030 })
  port: number = 8030;

  @WholeNumber({
    describe: 'Hours between two scheduled backups of every instance; 0 turns them off',
    default: 24,
    min: 0,
    max: 720,
  })
  every_hours: number = 24;

  @WholeNumber({ describe: 'Hourly backups kept per instance', default: 48, min: 0, max: 10_000 })
  keep_hourly: number = 48;

  @WholeNumber({ describe: 'Daily backups kept', default: 30, min: 0, max: 10_000 })
  keep_daily: number = 30;

  @WholeNumber({ describe: 'Weekly backups kept', default: 8, min: 0, max: 10_000 })
  keep_weekly: number = 8;

  @WholeNumber({ describe: 'Monthly backups kept', default: 12, min: 0, max: 10_000 })
  keep_monthly: number = 12;

  @WholeNumber({ describe: 'Yearly backups kept', default: 3, min: 0, max: 10_000 })
  keep_yearly: number = 3;

  @WholeNumber({
    describe: 'Hours between two readings back of a share of all backups; 0 turns them off',
    default: 168,
    min: 0,
    max: 8760,
  })
  verify_every_hours: number = 168;

  @WholeNumber({
    describe: 'That share, in percent; those read longest ago come first',
    default: 10,
    min: 1,
    max: 100,
  })
  verify_percent: number = 10;

  @WholeNumber({
    describe: 'Hours between two drills that restore a backup into a scratch folder; 0 turns them off',
    default: 720,
    min: 0,
    max: 8760,
  })
  drill_every_hours: number = 720;
}
