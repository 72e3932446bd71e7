import { join } from 'node:path';
import { destination, multistream, pino, type DestinationStream, type Logger } from 'pino';
import type { LoggingSettings } from '../settings/topics/logging-settings.js';
import { logContext } from './log-context.js';
import { maskSecrets } from './mask-secrets.js';

/** A structured log: `log.warn({ scanId, instance }, 'instance skipped')`. Text is static, facts are fields. */
export type Log = Logger;

/** Whose log it is and where its lines go. */
export interface LogOptions {
  /** Name of the service, on every line as `app`. */
  app: string;
  settings: Pick<LoggingSettings, 'level' | 'directory'>;
  /** Where lines go instead of stdout and the log folder; tests read them here. */
  to?: DestinationStream;
}

/** A JSON log of one service. Every line has time, level, app, the facts of the call chain, and no secret. */
export function createLog({ app, settings, to }: LogOptions): Log {
  return pino(
    {
      level: settings.level,
      base: { app },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      // A copy: pino writes the facts of the line into what it gets here.
      mixin: () => ({ ...logContext() }),
      formatters: { level: (level) => ({ level }), log: maskSecrets },
      serializers: { err: (error: unknown) => error },
    },
    to ?? openDestination(app, settings.directory),
  );
}

function openDestination(app: string, directory: string | undefined): DestinationStream {
  const stdout = destination({ dest: 1, sync: true });
  if (directory === undefined) return stdout;
  const file = destination({ dest: join(directory, `${app}.log`), mkdir: true, append: true, sync: true });
  return multistream([
    { level: 'trace', stream: stdout },
    { level: 'trace', stream: file },
  ]);
}
