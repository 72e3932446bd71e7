import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import type { ListRule, ReaderRule } from './deviations-document.js';

/** Plugins that do not read by Bukkit's `YamlConfiguration`; names as their folders have them. */
const OWN_READERS = [
  'Plan',
  'HolographicDisplays',
  'TAB',
  'LuckPerms',
  'Husk*',
  'FastAsyncWorldEdit',
  'PlotSquared',
  'BungeeTabListPlus',
];

/**
 * What is known about readers without any rule: data, not code. A line here is a fact about files that is true on
 * every fleet; whatever `deviations.yml` says comes first.
 */
export const DEFAULT_READERS: readonly ReaderRule[] = [
  // proxies and Geyser have no Bukkit; their plugins read a file as it stands
  { plugin: '*', file: '**', platforms: ['velocity', 'bungeecord', 'geyser'], view: 'plain' },
  // dynmap calls its YAML .txt
  { plugin: 'dynmap', file: 'configuration.txt', platforms: [], format: 'yaml' },
  // these bring readers or dialects of their own (from general knowledge, not measured)
  ...OWN_READERS.map((plugin): ReaderRule => ({ plugin, file: '**', platforms: [], view: 'plain' })),
  // of the server's own files these two are Bukkit's; Paper reads its config/*.yml by another reader
  { plugin: SERVER_FILES, file: 'bukkit.yml', platforms: [], view: 'bukkit' },
  { plugin: SERVER_FILES, file: 'spigot.yml', platforms: [], view: 'bukkit' },
  { plugin: SERVER_FILES, file: '**', platforms: [], view: 'plain' },
  // whatever else runs on Bukkit reads its YAML by getConfig()
  { plugin: '*', file: '**', platforms: [], view: 'bukkit' },
];

/** Lists of the server itself: written in the order of the day, told apart by who is meant. */
export const DEFAULT_LISTS: readonly ListRule[] = [
  ...['ops.json', 'whitelist.json', 'banned-players.json'].map((file) => ({
    plugin: SERVER_FILES,
    file,
    key: '**',
    keyedBy: 'uuid',
    order: 'ignore' as const,
  })),
  { plugin: SERVER_FILES, file: 'banned-ips.json', key: '**', keyedBy: 'ip', order: 'ignore' },
];
