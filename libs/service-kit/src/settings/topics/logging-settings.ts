import { OneOf, Text } from '../setting.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export class LoggingSettings {
  @OneOf(LOG_LEVELS, { describe: 'Least urgent lines that are written', default: 'info' })
  level: LogLevel = 'info';

  @Text({
    describe: 'Folder for <service>.log beside the lines on stdout; rotate it with copytruncate',
    optional: true,
    max: 1024,
  })
  directory?: string;
}
