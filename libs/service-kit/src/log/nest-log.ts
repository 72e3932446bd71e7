import type { LoggerService } from '@nestjs/common';
import type { Log } from './create-log.js';

/** Gives Nest's own lines the form of the service's log. Nest's start-up chatter is at level debug. */
export class NestLog implements LoggerService {
  constructor(private readonly to: Log) {}

  private writeLine(level: 'debug' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const error = message instanceof Error ? message : rest.find((value) => value instanceof Error);
    const context = rest.findLast((value) => typeof value === 'string' && !value.includes('\n'));
    const facts = { context, text: message instanceof Error ? message.message : message, err: error };
    this.to[level](facts, 'framework');
  }

  /** Routine start-up lines. */
  log(message: unknown, ...rest: unknown[]): void {
    this.writeLine('debug', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.writeLine('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.writeLine('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.writeLine('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.writeLine('debug', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.writeLine('fatal', message, rest);
  }
}
