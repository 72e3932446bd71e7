import { Problem } from '@archivesmp/contracts/problem';
import { certificateFailure } from '@archivesmp/contracts/tls-trust';

/** What MariaDB says when only another setting helps, by its code, and which setting that is. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  [
    'ER_ACCESS_DENIED_ERROR',
    'compare mariadb.username and mariadb.password with the account that MariaDB has; one that takes encrypted connections only says the same without mariadb.ssl',
  ],
  [
    'ER_DBACCESS_DENIED_ERROR',
    'grant the account in mariadb.username all rights on the database in mariadb.database',
  ],
  [
    'ER_TABLEACCESS_DENIED_ERROR',
    'grant the account in mariadb.username all rights on the database in mariadb.database',
  ],
  ['ER_HOST_NOT_PRIVILEGED', 'allow the account in mariadb.username to come from this machine'],
  ['ER_ACCOUNT_HAS_BEEN_LOCKED', 'unlock the account in mariadb.username'],
  [
    'ER_MUST_CHANGE_PASSWORD_LOGIN',
    'give the account in mariadb.username a new password, and mariadb.password, too',
  ],
  ['ER_BAD_DB_ERROR', 'create the database named in mariadb.database'],
  ['ER_SECURE_TRANSPORT_REQUIRED', 'it takes encrypted connections only: set mariadb.ssl to true'],
  [
    'HANDSHAKE_SSL_ERROR',
    'its certificate is not believed: compare authority, name and end of it with mariadb.transport.ca_file and mariadb.transport.server_name',
  ],
  [
    'HANDSHAKE_NO_SSL_SUPPORT',
    'it has no TLS: set that up there (ssl-cert, ssl-key), or mariadb.ssl to false',
  ],
  [
    'AUTH_SWITCH_PLUGIN_ERROR',
    'it wants the password under a key that nothing proves: set mariadb.ssl, or mariadb.options.allowPublicKeyRetrieval where the line is safe',
  ],
]);

const codeOf = (error: unknown): string | undefined => (error as { code?: string } | null | undefined)?.code;

/** Why MariaDB does not let us work where only another setting, or account, helps: what to do, and its code; undefined for others. */
export function databaseSettingsRemedy(error: unknown): string | undefined {
  const failure = certificateFailure(error);
  if (failure !== undefined) return `${failure} of mariadb`;
  const code = codeOf(error);
  const remedy = code === undefined ? undefined : REMEDIES.get(code);
  return remedy === undefined ? undefined : `${remedy} (${code})`;
}

/** Whether a Problem was made of such an answer: then waiting does not help. */
export const isRefusedBySettings = (error: unknown): boolean =>
  error instanceof Problem && databaseSettingsRemedy(error.cause) !== undefined;
