import { describe, expect, it } from 'vitest';
import { belongsOnPlatform } from './server-files.js';

describe('server files by platform', () => {
  it.each([
    ['server.properties', 'paper', true],
    ['server.properties', 'velocity', false],
    ['config/paper-global.yml', 'paper', true],
    ['config/paper-global.yml', 'geyser', false],
    ['velocity.toml', 'velocity', true],
    ['velocity.toml', 'paper', false],
    ['config.yml', 'geyser', true],
    ['config.yml', 'paper', false],
  ] as const)('%s on %s: %s', (path, platform, expected) => {
    expect(belongsOnPlatform(path, platform)).toBe(expected);
  });

  it('expects every file of a server on servers, and none of them on a proxy', () => {
    const files =
      'server.properties bukkit.yml spigot.yml paper.yml purpur.yml pufferfish.yml commands.yml help.yml permissions.yml ' +
      'wepif.yml eula.txt config/paper-global.yml config/deep/er.yml ops.json whitelist.json banned-ips.json banned-players.json';
    for (const file of files.split(' ')) {
      expect(belongsOnPlatform(file, 'paper'), file).toBe(true);
      for (const proxy of ['velocity', 'bungeecord', 'geyser'] as const)
        expect(belongsOnPlatform(file, proxy), file).toBe(false);
    }
  });

  it.each([
    ['velocity', ['velocity.toml', 'forwarding.secret']],
    ['bungeecord', ['waterfall.yml', 'config.yml', 'modules.yml']],
    ['geyser', ['config.yml']],
  ] as const)('expects the files of %s there, and not on a server', (platform, files) => {
    for (const file of files) {
      expect(belongsOnPlatform(file, platform), file).toBe(true);
      expect(belongsOnPlatform(file, 'paper'), file).toBe(false);
      expect(belongsOnPlatform(`sub/${file}`, 'paper'), file).toBe(true);
    }
  });

  it('expects a name of no platform in particular everywhere', () => {
    for (const platform of ['paper', 'velocity', 'geyser'] as const)
      expect(belongsOnPlatform('server-icon-notes.txt', platform)).toBe(true);
  });

  it('expects everything where the platform is unknown', () => {
    expect(belongsOnPlatform('server.properties', 'unknown')).toBe(true);
    expect(belongsOnPlatform('velocity.toml', 'unknown')).toBe(true);
  });
});
