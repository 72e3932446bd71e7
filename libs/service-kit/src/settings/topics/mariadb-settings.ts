import { Group, Hidden, Port, Text, WholeNumber, YesNo } from '../setting.js';
import { Secret } from '../secret.js';
import { TransportSettings } from './transport-settings.js';

/** `mariadb.options`: how the account is talked to. */
export class MariadbOptions {
  @YesNo({
    describe:
      'true takes the key that encrypts the password from the server without proof of who it is; needed by accounts of MySQL 8 without ssl',
    default: false,
  })
  allowPublicKeyRetrieval: boolean = false;
}

/** The database that holds the history. */
export class MariadbSettings {
  @Text({ describe: 'Host name or address of the MariaDB server', default: 'localhost' })
  host: string = 'localhost';

  @Port({ describe: 'Its port', default: 3369 })
  port: number = 3369;

  @Text({ describe: 'Name of the database', default: 'asmp_SQL' })
  database: string = 'asmp_SQL';

  @Text({ describe: 'Account of the service' })
  username!: string;

  @Hidden({ describe: 'Its password' })
  password!: Secret;

  @YesNo({
    describe: 'Encrypt the connection (TLS, verified); needed whenever it leaves this machine',
    default: false,
  })
  ssl: boolean = false;

  @Group(() => TransportSettings, { describe: 'How the connection is secured', optional: true })
  transport: TransportSettings = new TransportSettings();

  @WholeNumber({ describe: 'Connections each service keeps open', default: 10, min: 1, max: 100 })
  pool_size: number = 10;

  @Group(() => MariadbOptions, { describe: 'Options kept from older settings files', optional: true })
  options: MariadbOptions = new MariadbOptions();
}
