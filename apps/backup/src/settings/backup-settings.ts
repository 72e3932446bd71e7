import { HostSettings, OwnTopic, Port, Text, WholeNumber } from '@archivesmp/service-kit';

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

  @WholeNumber({
    describe: 'Newest backups kept of each plugin of an instance, whatever their age',
    default: 3,
    min: 0,
    max: 100_000,
  })
  keep_last: number = 3;

  @WholeNumber({
    describe: 'Hours before the newest backup of each plugin of an instance within which every one is kept',
    default: 24,
    min: 0,
    max: 100_000,
  })
  keep_within_hours: number = 24;

  @WholeNumber({ describe: 'Hourly backups kept (720 = 30 days)', default: 720, min: 0, max: 100_000 })
  keep_hourly: number = 720;

  @WholeNumber({ describe: 'Daily backups kept', default: 365, min: 0, max: 100_000 })
  keep_daily: number = 365;

  @WholeNumber({ describe: 'Weekly backups kept', default: 0, min: 0, max: 100_000 })
  keep_weekly: number = 0;

  @WholeNumber({ describe: 'Monthly backups kept', default: 0, min: 0, max: 100_000 })
  keep_monthly: number = 0;

  @WholeNumber({ describe: 'Yearly backups kept', default: 5, min: 0, max: 100_000 })
  keep_yearly: number = 5;

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

/** host.yaml as backup reads it. */
export class BackupHostSettings extends HostSettings {
  @OwnTopic(() => BackupSettings)
  override backup: BackupSettings = new BackupSettings();
}
