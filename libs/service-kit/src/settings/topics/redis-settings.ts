import { Secret } from '../secret.js';
import type { TlsTrust } from '@archivesmp/contracts/tls-trust';
import { outgoingLine } from '../outgoing-line.js';
import type { Line } from '../../transport/line.js';
import { trustOf } from '../trust-of.js';
import { Group, Hidden, Port, Text, WholeNumber, YesNo } from '../setting.js';
import { TransportSettings } from './transport-settings.js';

/** Where Redis is and how to log in. */
export interface RedisConnection {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password?: string;
  readonly db: number;
  /** Whom to believe; left out: clear text. */
  readonly tls?: TlsTrust;
}

/** The Redis that carries queues and events. It must run with `maxmemory-policy noeviction`. */
export class RedisSettings {
  @Text({ describe: 'Host name or address of the Redis server', default: 'localhost' })
  host: string = 'localhost';

  @Port({ describe: 'Its port', default: 6379 })
  port: number = 6379;

  @Text({ describe: 'Account; Redis calls its first one "default"', default: 'default' })
  username: string = 'default';

  @Hidden({ describe: 'Its password', optional: true })
  password?: Secret;

  @YesNo({
    describe: 'Encrypt the connection (TLS, verified); needed whenever it leaves this machine',
    default: false,
  })
  tls: boolean = false;

  @Group(() => TransportSettings, { describe: 'How the connection is secured', optional: true })
  transport: TransportSettings = new TransportSettings();

  @WholeNumber({ describe: 'Number of the logical database', default: 0, min: 0, max: 9999 })
  database: number = 0;

  /** The same in the words of a client. @throws SettingsProblem when the authority's file cannot be used */
  connection(): RedisConnection {
    const { host, port, username, password, tls, transport, database: db } = this;
    return {
      host,
      port,
      username,
      db,
      ...(password && { password: password.reveal() }),
      ...(tls && { tls: trustOf(transport) }),
    };
  }

  line(): Line {
    const { host, tls: isEncrypted, transport } = this;
    const connection = {
      setting: 'redis',
      host,
      isEncrypted,
      encrypt: 'redis.tls',
      remedy: 'set it to true',
    };
    return outgoingLine(connection, transport);
  }
}
