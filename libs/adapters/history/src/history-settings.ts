/** Where MariaDB is. The names are those of `mariadb:` in the settings file. */
export interface HistorySettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Connections of this process; 10 unless named. */
  readonly poolSize?: number;
}
