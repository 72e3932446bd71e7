import type { Platform } from '@archivesmp/contracts/vocabulary';

const PAPER_MARKS = [
  'bukkit.yml',
  'spigot.yml',
  'paper.yml',
  'purpur.yml',
  'server.properties',
  'eula.txt',
  'config',
  'plugins',
];

/**
 * Tells the platform from what lies in a server folder. Proxies leave marks that game servers do not have; what only has
 * a plugins folder is a Bukkit server. `serverType` is AMP's own setting `Minecraft.ServerType` when there is one.
 */
export function detectPlatform(names: ReadonlySet<string>, configYml: string, serverType = ''): Platform {
  if (names.has('velocity.toml') || /^velocity$/i.test(serverType)) return 'velocity';
  if (/^(bungeecord|waterfall|travertine)$/i.test(serverType) || names.has('waterfall.yml'))
    return 'bungeecord';
  if ([...names].some((name) => /^geyser.*\.jar$/i.test(name))) return 'geyser';
  if (hasTopKey(configYml, 'bedrock') && (hasTopKey(configYml, 'remote') || hasTopKey(configYml, 'java')))
    return 'geyser';
  if (hasTopKey(configYml, 'listeners') && hasTopKey(configYml, 'servers')) return 'bungeecord';
  return PAPER_MARKS.some((mark) => names.has(mark)) ? 'paper' : 'unknown';
}

/** Whether a folder looks like the server folder of some platform. */
export function isServerFolder(names: ReadonlySet<string>): boolean {
  return names.has('velocity.toml') || PAPER_MARKS.some((mark) => mark !== 'config' && names.has(mark));
}

const hasTopKey = (yaml: string, key: string): boolean => new RegExp(`^${key}\\s*:`, 'm').test(yaml);
