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

  it('expects a name of no platform in particular everywhere', () => {
    for (const platform of ['paper', 'velocity', 'geyser'] as const)
      expect(belongsOnPlatform('server-icon-notes.txt', platform)).toBe(true);
  });

  it('expects everything where nobody could tell the platform', () => {
    expect(belongsOnPlatform('server.properties', 'unknown')).toBe(true);
    expect(belongsOnPlatform('velocity.toml', 'unknown')).toBe(true);
  });
});
