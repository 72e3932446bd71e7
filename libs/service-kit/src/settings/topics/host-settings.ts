import { Group, GroupList, HostName, OneOf, Topic } from '../setting.js';
import { AmpServerSettings } from './amp-server-settings.js';
import { DeploymentSettings } from './deployment-settings.js';
import { DriftSettings } from './drift-settings.js';
import { HttpSettings } from './http-settings.js';
import { LoggingSettings } from './logging-settings.js';
import { MariadbSettings } from './mariadb-settings.js';
import { MinioSettings } from './minio-settings.js';
import { RedisSettings } from './redis-settings.js';
import { RetentionSettings } from './retention-settings.js';
import { StorageSettings } from './storage-settings.js';
import type { HasLines, Line } from '../../transport/line.js';
import { outgoingLine, webLine } from '../outgoing-line.js';

/** Where the settings of the hub's services are when nothing else is said. */
export const HOST_SETTINGS_PATH = '/etc/archivesmp/host.yaml';

/**
 * host.yaml: the one settings file that all services of the hub share. What only one service reads is a topic of that service, which
 * extends this class by it.
 */
export class HostSettings implements HasLines {
  @OneOf(['host'], {
    describe: 'This file is for the hub; the agent of a host has agent.yaml',
    default: 'host',
  })
  role = 'host' as const;

  @HostName({ describe: 'Name of the physical host the hub runs on; it stands in the log' })
  physical_server!: string;

  @GroupList(() => AmpServerSettings, { describe: 'The AMP panels of the fleet', optional: true })
  amp_servers: AmpServerSettings[] = [];

  @Group(() => MinioSettings, { describe: 'Object storage (S3)' })
  minio!: MinioSettings;

  @Group(() => StorageSettings, { describe: 'Proof and secrecy of what rests in S3', optional: true })
  storage: StorageSettings = new StorageSettings();

  @Group(() => MariadbSettings, { describe: 'Database' })
  mariadb!: MariadbSettings;

  @Group(() => RedisSettings, { describe: 'Queues and events', optional: true })
  redis: RedisSettings = new RedisSettings();

  @Group(() => HttpSettings, { describe: 'Web API', optional: true })
  http: HttpSettings = new HttpSettings();

  @Group(() => DriftSettings, { describe: 'Scans', optional: true })
  drift: DriftSettings = new DriftSettings();

  @Group(() => DeploymentSettings, { describe: 'Changes', optional: true })
  deployment: DeploymentSettings = new DeploymentSettings();

  @Topic({ describe: 'Backups' })
  backup?: object;

  @Topic({ describe: 'plugin-updater' })
  plugin_updater?: object;

  @Group(() => RetentionSettings, { describe: 'How long what is recorded is kept', optional: true })
  retention: RetentionSettings = new RetentionSettings();

  @Group(() => LoggingSettings, { describe: 'Log', optional: true })
  logging: LoggingSettings = new LoggingSettings();

  /** Every connection of the hub that these settings describe. */
  lines(): Line[] {
    const { minio, mariadb, redis, http, amp_servers: panels } = this;
    const remedy = 'set it to true';
    const s3 = { setting: 'minio', host: hostOf(minio.endpoint), isEncrypted: minio.secure };
    const database = { setting: 'mariadb', host: mariadb.host, isEncrypted: mariadb.ssl };
    return [
      outgoingLine({ ...s3, encrypt: 'minio.secure', remedy }, minio.transport),
      outgoingLine({ ...database, encrypt: 'mariadb.ssl', remedy }, mariadb.transport),
      redis.line(),
      ...panels.map(({ url, transport }, i) => {
        const setting = `amp_servers[${i}]`;
        return webLine(setting, url, transport, `${setting}.url`);
      }),
      http.line(),
    ];
  }
}

/** Of `host:port`; the port may be left out. */
const hostOf = (endpoint: string): string => endpoint.trim().replace(/:\d{1,5}$/, '');
