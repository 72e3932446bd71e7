import type { DataFileRule } from './deviations-document.js';

/**
 * Files that look like configuration and hold what servers and plugins write down for themselves: data, not code. A line here
 * is a fact about files that is true on every fleet; the section `data_files` of `deviations.yml` comes first.
 */
export const DEFAULT_DATA_FILES: readonly DataFileRule[] = [
  { file: '_server/usercache.json', isData: true, reason: 'names and ids of players who were here' },
  { file: '_server/usernamecache.json', isData: true, reason: 'names and ids of players who were here' },
  { file: '_server/version_history.json', isData: true, reason: 'which builds the server ran on' },
  { file: '_server/banned-*.json', isData: true, reason: 'bans, which staff makes in the game' },
  { file: '_server/*/paper-world.yml', isData: true, reason: 'written by Paper for each world it loads' },
  { file: '*/data.yml', isData: true, reason: 'by its name what the plugin remembers' },
  { file: '*/saves.yml', isData: true, reason: 'by its name what was made in the game, such as NPCs' },
  { file: 'HolographicDisplays/database.yml', isData: true, reason: 'holograms made in the game' },
  { file: '*/old_configs/**', isData: true, reason: 'what a plugin kept when it made a new configuration' },
];
