import { instanceRecord, type AmpInstanceRecord } from '@archivesmp/amp-simulator';
import type { DemoInstance } from './demo-instances.js';

const moduleOf = (instance: DemoInstance): string =>
  instance.platform === 'geyser' ? 'GenericModule' : 'Minecraft';

/** The folder of an instance in which its server lies. */
export const serverFolder = (instance: DemoInstance): string =>
  instance.platform === 'geyser' ? 'geyser' : 'Minecraft';

/** `instances.json` of one host: the controller first, as AMP writes it. */
export function ampRecords(host: string, instances: readonly DemoInstance[]): AmpInstanceRecord[] {
  return [
    instanceRecord(host, 'ADS01', 'ADS', 8080),
    ...instances.map((one, index) =>
      instanceRecord(host, one.name, moduleOf(one), 8081 + index, one.friendlyName),
    ),
  ];
}

const lines = (settings: Record<string, string | number>): string =>
  `# Written by AMP\n${Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')}`;

/** The files that AMP keeps beside a server. */
export function ampFiles(record: AmpInstanceRecord, instance: DemoInstance): Map<string, string> {
  const generic = instance.platform === 'geyser';
  const serverType = instance.platform === 'velocity' ? 'Velocity' : 'Paper';
  return new Map([
    [
      'AMPConfig.conf',
      lines({
        'AMP.AppModule': generic ? 'GenericModule' : 'MinecraftModule',
        'AMP.AppStartupMode': 2,
        'AMP.InstanceID': record.InstanceID,
        'Webserver.IPBinding': record.IP,
        'Webserver.Port': record.Port,
      }),
    ],
    [
      generic ? 'GenericModule.kvp' : 'MinecraftModule.kvp',
      lines(
        generic
          ? { 'App.DisplayName': 'Geyser', 'App.RootDir': './geyser/' }
          : {
              'Minecraft.ServerType': serverType,
              'Minecraft.PortNumber': instance.port,
              'Java.MaxHeapSizeMB': 2048,
            },
      ),
    ],
    ['FileManagerPlugin.kvp', lines({ 'FileManager.BasePath': `./${serverFolder(instance)}/` })],
    ['LocalFileBackupPlugin.kvp', lines({ 'Limits.MaxBackupCount': 10, 'Limits.ReplacePolicy': 0 })],
  ]);
}
