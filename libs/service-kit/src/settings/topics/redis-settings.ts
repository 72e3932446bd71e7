import { Secret } from '../secret.js';
import { Hidden, Port, Text, WholeNumber, YesNo } from '../setting.js';

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

  @YesNo({ describe: 'Encrypt the connection; turn it on whenever it leaves this machine', default: false })
  tls: boolean = false;

  @WholeNumber({ describe: 'Number of the logical database', default: 0, min: 0, max: 9999 })
  database: number = 0;
}
