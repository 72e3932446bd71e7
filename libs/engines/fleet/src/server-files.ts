import { type Platform, SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { compilePathGlobs, type TextMatcher } from './glob.js';

const OF_PLATFORM: Readonly<Partial<Record<Platform, readonly string[]>>> = {
  paper: [
    'server.properties',
    'bukkit.yml',
    'spigot.yml',
    'paper.yml',
    'purpur.yml',
    'pufferfish.yml',
    'commands.yml',
    'help.yml',
    'permissions.yml',
    'wepif.yml',
    'eula.txt',
    'config/**',
    'ops.json',
    'whitelist.json',
    'banned-*.json',
  ],
  velocity: ['velocity.toml', 'forwarding.secret'],
  bungeecord: ['waterfall.yml', 'config.yml', 'modules.yml'],
  geyser: ['config.yml'],
};

const MATCHERS = new Map<string, TextMatcher>(
  Object.entries(OF_PLATFORM).map(([platform, globs]) => [platform, compilePathGlobs(globs)]),
);

/**
 * Whether a server file can be expected on a platform: a proxy has no `server.properties`. A name that belongs to no
 * platform in particular is expected everywhere, and so is everything on an unknown platform.
 */
export function belongsOnPlatform(path: string, platform: Platform): boolean {
  const own = MATCHERS.get(platform);
  if (own === undefined || own(path)) return true;
  return ![...MATCHERS.values()].some((matches) => matches(path));
}

/** Whether a file of a plugin, or of the server itself, can be expected on a platform. Which plugins are, deviations.yml says. */
export const isFileOn = (plugin: string, path: string, platform: Platform): boolean =>
  plugin !== SERVER_FILES || belongsOnPlatform(path, platform);
