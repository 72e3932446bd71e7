import { describedInstance, configFileRefOf } from '@archivesmp/fleet';
import { keyViewOf, type KeyReading } from '@archivesmp/change-plan';
import type { ChangeRequestSources } from './gathered-change-requests.js';

/** How the keys of a file of an instance are read. @param path relative to the server folder */
export function keyReadingOf(
  instanceId: string,
  path: string,
  { fleet, compiled }: Pick<ChangeRequestSources, 'fleet' | 'compiled'>,
): KeyReading {
  const { plugin, path: file } = configFileRefOf(path);
  const instance = describedInstance(compiled.desired.fleet, fleet, instanceId);
  const reading = compiled.desired.readers.readingOn(plugin, file, instance?.platform ?? 'unknown');
  return { format: reading.format, ...keyViewOf(reading) };
}
