import type { FindingKind, Severity } from '@archivesmp/contracts/vocabulary';
import { swap, type DemoTextEdit } from './text-edit.js';

/** Something that is wrong on purpose, with what a scan must say about it. `edit` is missing where a file is. */
export interface InjectedDrift extends Omit<DemoTextEdit, 'file' | 'edit'> {
  /** null: the whole plugin. */
  file: string | null;
  path: readonly string[];
  kind: FindingKind;
  severity: Severity;
  /** Why an operator would care. */
  story: string;
  edit?: DemoTextEdit['edit'];
}

type FileOnInstance = readonly [instance: string, plugin: string, file: string | null];

const drift = (
  [instance, plugin, file]: FileOnInstance,
  key: string,
  [kind, severity]: readonly [FindingKind, Severity],
  story: string,
  edit?: DemoTextEdit['edit'],
): InjectedDrift => ({
  instance,
  plugin,
  file,
  path: key === '' ? [] : key.split('.'),
  kind,
  severity,
  story,
  ...(edit && { edit }),
});

const WRONG_MEDIUM = ['wrong_value', 'medium'] as const;
const WRONG_HIGH = ['wrong_value', 'high'] as const;
const WRONG_CRITICAL = ['wrong_value', 'critical'] as const;
const TYPE_MEDIUM = ['type_change', 'medium'] as const;
const MISSING_MEDIUM = ['missing_key', 'medium'] as const;

/** A tab where YAML wants blanks: the server falls back to defaults and says so once, in the log. */
const brokenByTab = swap('ignition:\n  block-tnt: true', 'ignition:\n\tblock-tnt: true');

const IN_PLUGINS: readonly InjectedDrift[] = [
  drift(
    ['BENT01', 'CMI', 'config.yml'],
    'ReSpawn.Enabled',
    WRONG_MEDIUM,
    'Players of one server come back somewhere else than on all others',
    swap(
      'ReSpawn:\n  # Players come back at the spawn of their world\n  Enabled: true',
      'ReSpawn:\n  # Players come back at the spawn of their world\n  Enabled: false',
    ),
  ),
  drift(
    ['SMP201', 'CMI', 'config.yml'],
    'Teleport.WarmupSeconds',
    TYPE_MEDIUM,
    'A number became a text',
    swap('WarmupSeconds: 3', "WarmupSeconds: '3'"),
  ),
  drift(
    ['HUB01', 'CMI', 'config.yml'],
    'Optimizations.PlayerCap',
    WRONG_MEDIUM,
    'Documented as 200, is 50',
    swap('PlayerCap: 60', 'PlayerCap: 50'),
  ),
  drift(
    ['EVO01', 'LuckPerms', 'config.yml'],
    'storage-method',
    WRONG_HIGH,
    'Groups are kept in a file of its own: grants made elsewhere do not arrive',
    swap('storage-method: mariadb', 'storage-method: h2'),
  ),
  drift(
    ['CREA01', 'LuckPerms', 'config.yml'],
    'data.address',
    WRONG_HIGH,
    'Talks to a database that is not there',
    swap("address: '10.0.0.5:3306'", "address: '127.0.0.1:3306'"),
  ),
  drift(
    ['MINE01', 'LuckPerms', 'config.yml'],
    'data.password',
    WRONG_HIGH,
    'An old password; its value must never be shown',
    swap('password: demo-only-luckperms', 'password: demo-only-old-word'),
  ),
  drift(
    ['HARD01', 'CoreProtect', 'config.yml'],
    'rollback-items',
    MISSING_MEDIUM,
    'Left out by hand, the plugin takes its own default',
    swap('rollback-items: true\n', ''),
  ),
  drift(
    ['DEV01', 'CoreProtect', 'config.yml'],
    'use-mysql',
    WRONG_HIGH,
    'Logs into a local file that grows',
    swap('use-mysql: true', 'use-mysql: false'),
  ),
  drift(
    ['SMP101', 'HuskSync', 'config.yml'],
    'cluster_id',
    WRONG_HIGH,
    'Inventories of this server are lost at the change of servers',
    swap('cluster_id: main', 'cluster_id: test'),
  ),
  drift(
    ['SMP201', 'HuskSync', 'config.yml'],
    'synchronization.event_priorities',
    ['list_order', 'low'],
    'The same items in another order',
    swap('- QUIT\n    - JOIN\n', '- JOIN\n    - QUIT\n'),
  ),
  drift(
    ['HUB01', 'Essentials', 'config.yml'],
    'debug',
    ['extra_key', 'low'],
    'Switched on for one evening and forgotten',
    (text) => `${text}debug: true\n`,
  ),
  drift(
    ['EVO01', 'Essentials', 'motd.txt'],
    '',
    WRONG_MEDIUM,
    'A line of plain text differs',
    swap('list of commands', 'list of all commands'),
  ),
  drift(['CREA01', 'Plan', 'config.yml'], '', ['missing_file', 'high'], 'The file was deleted'),
  drift(
    ['MINE01', 'WorldGuard', 'config.yml'],
    '',
    ['not_understood', 'high'],
    'A tab: nothing in this file counts any more',
    brokenByTab,
  ),
  drift(
    ['BENT01', 'WorldGuard', 'config.yml'],
    'ignition.block-tnt',
    WRONG_MEDIUM,
    'Islands can be blown up',
    swap('block-tnt: true', 'block-tnt: false'),
  ),
  drift(
    ['SMP101', 'DiscordSRV', 'messages.yml'],
    'MinecraftPlayerJoinMessage.Enabled',
    ['wrong_value', 'low'],
    'The community no longer sees who joins',
    swap('MinecraftPlayerJoinMessage:\n  Enabled: true', 'MinecraftPlayerJoinMessage:\n  Enabled: false'),
  ),
  drift(
    ['HUB01', 'TAB', 'animations-old.yml'],
    '',
    ['extra_file', 'low'],
    'A copy that nobody reads',
    () => 'Welcome:\n  change-interval: 200\n  texts:\n    - hello\n',
  ),
  drift(
    ['SMP101', 'TAB', 'config.yml'],
    'header-footer.enabled',
    TYPE_MEDIUM,
    'A switch became a text',
    swap('header-footer:\n  enabled: true', "header-footer:\n  enabled: 'true'"),
  ),
  drift(
    ['SMP201', 'QuickShop-Hikari', 'config.yml'],
    'shop.finding.distance',
    WRONG_MEDIUM,
    'Searching shops looks at a hundred times the area',
    swap('distance: 45', 'distance: 450'),
  ),
  drift(
    ['MINE01', 'ViaVersion', null],
    '',
    ['missing_plugin', 'high'],
    'Not installed: newer clients cannot join',
  ),
  drift(
    ['SMP201', 'Vault', 'config.yml'],
    'server-uuid-file',
    MISSING_MEDIUM,
    'A key is gone after an update',
    swap('server-uuid-file: true\n', ''),
  ),
  drift(
    ['HARD01', 'BlueMap', 'core.conf'],
    'accept-download',
    WRONG_MEDIUM,
    'The map does not start',
    swap('accept-download: true', 'accept-download: false'),
  ),
  drift(
    ['HUB01', 'BlueMap', 'webserver.conf'],
    'port',
    WRONG_HIGH,
    'The web proxy asks another port',
    swap('port: 8100', 'port: 8123'),
  ),
  drift(
    ['HARD01', 'voicechat', 'voicechat-server.properties'],
    'port',
    WRONG_HIGH,
    'Documented as 24457, is 24459',
    swap('\nport=24454\n', '\nport=24459\n'),
  ),
  drift(
    ['DEV01', 'spark', 'config.json'],
    'backgroundProfilerInterval',
    TYPE_MEDIUM,
    'A number became a text',
    swap('"backgroundProfilerInterval": 10', '"backgroundProfilerInterval": "10"'),
  ),
];

const IN_SERVER_FILES: readonly InjectedDrift[] = [
  drift(
    ['HARD01', '_server', 'server.properties'],
    'online-mode',
    WRONG_CRITICAL,
    'Behind the proxy nobody can join',
    swap('online-mode=false', 'online-mode=true'),
  ),
  drift(
    ['EVO01', '_server', 'spigot.yml'],
    'settings.bungeecord',
    WRONG_CRITICAL,
    'Anybody who reaches the port can be anybody',
    swap('bungeecord: false', 'bungeecord: true'),
  ),
  drift(
    ['SMP201', '_server', 'config/paper-global.yml'],
    'proxies.velocity.enabled',
    WRONG_CRITICAL,
    'Players of the proxy are no longer believed',
    swap('velocity:\n    enabled: true', 'velocity:\n    enabled: false'),
  ),
  drift(
    ['VEL01', '_server', 'velocity.toml'],
    'player-info-forwarding-mode',
    WRONG_CRITICAL,
    'The proxy forwards players the old, unsigned way',
    swap('player-info-forwarding-mode = "modern"', 'player-info-forwarding-mode = "legacy"'),
  ),
  drift(
    ['GEY01', '_server', 'config.yml'],
    'remote.auth-type',
    WRONG_MEDIUM,
    'Bedrock players are asked for an account they do not have',
    swap('auth-type: floodgate', 'auth-type: online'),
  ),
];

export const INJECTED_DRIFTS: readonly InjectedDrift[] = [...IN_PLUGINS, ...IN_SERVER_FILES];
