import type { FieldError } from '@archivesmp/contracts/problem';
import { isLoopback } from './is-loopback.js';

/** One connection that the settings describe: to another program, or the one that others come in by. */
export interface Line {
  /** The group of settings, `mariadb`. */
  readonly setting: string;
  /** The host that is dialled, or the address that is listened on. */
  readonly host: string;
  readonly isEncrypted: boolean;
  /** Path of the setting that permits clear text, `mariadb.transport.insecure`. */
  readonly permit: string;
  readonly isPermitted: boolean;
  /** Path of the setting that encrypts, `mariadb.ssl`. */
  readonly encrypt: string;
  /** What to do with it, `set it to true`. */
  readonly remedy: string;
  /** Settings of TLS that are given. */
  readonly tlsSettings: readonly string[];
}

/** Settings classes that describe connections. */
export interface HasLines {
  lines(): readonly Line[];
}

/** The connections that settings describe; none where they describe none. */
export const linesOf = (settings: object): readonly Line[] =>
  'lines' in settings && typeof settings.lines === 'function' ? (settings as HasLines).lines() : [];

/** Connections that carry clear text to or from other machines. */
export const clearTextLines = (lines: readonly Line[]): readonly Line[] =>
  lines.filter(({ isEncrypted, host }) => !isEncrypted && !isLoopback(host));

/**
 * What is wrong with them, by setting: clear text that was not permitted, and settings of TLS where there is none.
 */
export function mistakesOfLines(lines: readonly Line[]): FieldError[] {
  const unasked = clearTextLines(lines)
    .filter(({ isPermitted }) => !isPermitted)
    .map(({ encrypt, permit, remedy, host }) => ({
      field: encrypt,
      message: `carries clear text, passwords included, between this machine and others (${host}): ${remedy}; where the line is safe by other means, ${permit}: true permits it`,
    }));
  const idle = lines
    .filter(({ isEncrypted }) => !isEncrypted)
    .flatMap(({ tlsSettings, encrypt, remedy }) =>
      tlsSettings.map((field) => ({ field, message: `has no effect without TLS: at ${encrypt}, ${remedy}` })),
    );
  return [...unasked, ...idle];
}
