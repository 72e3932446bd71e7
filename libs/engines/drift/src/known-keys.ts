import { compileSelector } from '@archivesmp/baseline';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';

/** Names of the classes of keys; `other`: about none of them, whatever words it is made of. */
export type KeyClassName =
  'who may do what' | 'where it is stored and connected' | 'what players see' | 'other';

/** Keys of which it is known what they are about. Globs as in `deviations.yml`. */
interface KnownKeys {
  readonly plugin: string;
  readonly file: string;
  readonly keys: readonly string[];
  readonly subject: KeyClassName;
}

/** True on every fleet. Of a key that is in none of them the words of its name decide. */
const KNOWN_KEYS: readonly KnownKeys[] = [
  {
    plugin: '_server',
    file: 'server.properties',
    subject: 'who may do what',
    keys: [
      'online-mode',
      'white-list',
      'enforce-whitelist',
      'enforce-secure-profile',
      'op-permission-level',
      'function-permission-level',
      'enable-rcon',
    ],
  },
  {
    plugin: '_server',
    file: 'server.properties',
    subject: 'other',
    keys: ['broadcast-console-to-ops', 'broadcast-rcon-to-ops'],
  },
  { plugin: '_server', file: 'spigot.yml', subject: 'who may do what', keys: ['settings.bungeecord'] },
  {
    plugin: '_server',
    file: 'config/paper-global.yml',
    subject: 'who may do what',
    keys: ['proxies.bungee-cord.online-mode', 'proxies.velocity.enabled', 'proxies.velocity.online-mode'],
  },
  {
    plugin: '_server',
    file: 'paper.yml',
    subject: 'who may do what',
    keys: [
      'settings.bungee-online-mode',
      'settings.velocity-support.enabled',
      'settings.velocity-support.online-mode',
    ],
  },
  {
    plugin: '_server',
    file: 'velocity.toml',
    subject: 'who may do what',
    keys: ['online-mode', 'player-info-forwarding-mode', 'force-key-authentication'],
  },
  {
    plugin: '_server',
    file: 'config.yml',
    subject: 'who may do what',
    keys: ['online_mode', 'ip_forward', 'enforce_secure_profile'],
  },
  { plugin: '_server', file: 'ops.json', subject: 'who may do what', keys: ['**'] },
  { plugin: '_server', file: 'whitelist.json', subject: 'who may do what', keys: ['**'] },
  {
    plugin: 'LuckPerms',
    file: 'config.yml',
    subject: 'who may do what',
    keys: ['auto-op', 'commands-allow-op', 'enable-ops'],
  },
  { plugin: 'LuckPerms', file: 'config.yml', subject: 'other', keys: ['vault-npc-op-status'] },
  { plugin: 'WorldEdit', file: 'config.yml', subject: 'who may do what', keys: ['no-op-permissions'] },
  { plugin: 'Essentials', file: 'config.yml', subject: 'what players see', keys: ['ops-name-color'] },
];

const COMPILED = KNOWN_KEYS.flatMap(({ plugin, file, keys, subject }) =>
  keys.map((key) => ({ about: subject, matches: compileSelector({ plugin, file, key }) })),
);

/** What a key of a plugin is about, where that is known. */
export const knownClassOf = (plugin: string, file: string, path: KeyPath): KeyClassName | undefined =>
  COMPILED.find(({ matches }) => matches.selectsFile(plugin, file) && matches.key(path))?.about;
