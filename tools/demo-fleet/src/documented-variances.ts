import { swap, type DemoTextEdit } from './text-edit.js';

/** A variance that deviations.yml allows, carried out on the instance. */
export interface DocumentedVariance extends DemoTextEdit {
  path: readonly string[];
  value: string | number | boolean;
}

const vary = (
  instance: string,
  [plugin, file]: readonly [string, string],
  key: string,
  value: string | number | boolean,
  find: string,
  replacement: string,
): DocumentedVariance => ({
  instance,
  plugin,
  file,
  path: key.split('.'),
  value,
  edit: swap(find, replacement),
});

const CMI = ['CMI', 'config.yml'] as const;
const ESSENTIALS = ['Essentials', 'config.yml'] as const;
const PROPERTIES = ['_server', 'server.properties'] as const;
const VOICECHAT = ['voicechat', 'voicechat-server.properties'] as const;

const voicechatPort = (instance: string, port: string): DocumentedVariance =>
  vary(instance, VOICECHAT, 'port', port, '\nport=24454\n', `\nport=${port}\n`);

/** Every entry of deviations.yml that is kept; the others are among the drifts. */
export const DOCUMENTED: readonly DocumentedVariance[] = [
  vary('DEV01', CMI, 'Optimizations.PlayerCap', 10, 'PlayerCap: 60', 'PlayerCap: 10'),
  vary('CREA01', CMI, 'Economy.Enabled', false, 'Economy:\n  Enabled: true', 'Economy:\n  Enabled: false'),
  vary('HUB01', CMI, 'Teleport.WarmupSeconds', 0, 'WarmupSeconds: 3', 'WarmupSeconds: 0'),
  vary('CREA01', ESSENTIALS, 'kits-enabled', false, 'kits-enabled: true', 'kits-enabled: false'),
  vary('HARD01', ESSENTIALS, 'newbies.kit', '', 'kit: tools', "kit: ''"),
  vary('DEV01', ['HuskSync', 'config.yml'], 'cluster_id', 'dev', 'cluster_id: main', 'cluster_id: dev'),
  vary(
    'CREA01',
    ['WorldGuard', 'config.yml'],
    'regions.max-claim-volume',
    500_000,
    'max-claim-volume: 30000',
    'max-claim-volume: 500000',
  ),
  vary('DEV01', PROPERTIES, 'white-list', 'true', 'white-list=false', 'white-list=true'),
  vary('CREA01', PROPERTIES, 'gamemode', 'creative', 'gamemode=survival', 'gamemode=creative'),
  vary('CREA01', PROPERTIES, 'difficulty', 'peaceful', 'difficulty=hard', 'difficulty=peaceful'),
  vary('HUB01', PROPERTIES, 'difficulty', 'peaceful', 'difficulty=hard', 'difficulty=peaceful'),
  vary(
    'DEV01',
    PROPERTIES,
    'motd',
    'A place to break things',
    'motd=\\u00a76ArchiveSMP \\u00a77- a server of the network',
    'motd=A place to break things',
  ),
  vary(
    'MINE01',
    ['_server', 'spigot.yml'],
    'world-settings.default.entity-activation-range.monsters',
    32,
    'monsters: 28',
    'monsters: 32',
  ),
  vary('DEV01', ['LuckPerms', 'config.yml'], 'log-notify', false, 'log-notify: true', 'log-notify: false'),
  voicechatPort('SMP201', '24455'),
  voicechatPort('MINE01', '24456'),
  voicechatPort('CREA01', '24457'),
  voicechatPort('EVO01', '24455'),
  voicechatPort('BENT01', '24456'),
  voicechatPort('DEV01', '24458'),
];
