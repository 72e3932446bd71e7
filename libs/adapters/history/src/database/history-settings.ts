import type { TlsTrust } from '@archivesmp/contracts/tls-trust';

/** Where MariaDB is. The names are those of `mariadb:` in the settings file. */
export interface HistorySettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Connections of this process; 10 unless named. */
  readonly poolSize?: number;
  /** Whom to believe; left out: clear text. A host given as an address needs the name of its certificate. */
  readonly tls?: TlsTrust;
  /** Accounts of MySQL 8 without TLS: true takes the key that encrypts the password from any server that answers. */
  readonly retrievesPublicKey?: boolean;
}
