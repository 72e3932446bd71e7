import { OneOf, Text } from '../setting.js';

/** From the least to the most urgent. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** How urgent a line is at least. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `logging:` of every settings file. */
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
