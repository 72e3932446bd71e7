import type { ListRule, ReaderRule } from './deviations-document.js';

/**
 * What is known about readers before anybody writes a rule: data, not code. A line here is a fact about files that is true on
 * every fleet; whatever `deviations.yml` says comes first.
 */
export const DEFAULT_READERS: readonly ReaderRule[] = [
  // proxies and Geyser have no Bukkit; their plugins read a file as it stands
  { plugin: '*', file: '**', platforms: ['velocity', 'bungeecord', 'geyser'], view: 'plain' },
  // dynmap calls its YAML .txt
  { plugin: 'dynmap', file: 'configuration.txt', platforms: [], format: 'yaml' },
];

/** Lists of the server itself: written in the order of the day, told apart by who is meant. */
export const DEFAULT_LISTS: readonly ListRule[] = [
  ...['ops.json', 'whitelist.json', 'banned-players.json'].map((file) => ({
    plugin: '_server',
    file,
    key: '**',
    keyedBy: 'uuid',
    order: 'ignore' as const,
  })),
  { plugin: '_server', file: 'banned-ips.json', key: '**', keyedBy: 'ip', order: 'ignore' },
];
