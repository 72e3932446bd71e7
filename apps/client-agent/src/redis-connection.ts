import type { RedisSettings as BusSettings } from '@archivesmp/bus';
import type { RedisSettings } from '@archivesmp/service-kit';

/** The words of the settings file in the words of the bus. */
export function busSettings({ host, port, username, password, tls, database }: RedisSettings): BusSettings {
  return { host, port, username, tls, db: database, ...(password && { password: password.reveal() }) };
}
