import type { Platform } from '@archivesmp/contracts/vocabulary';
import { describe, expect, it } from 'vitest';
import { isExpectedOn } from './desired-state.js';
import { NO_DEVIATIONS } from './deviations-document.js';
import { isMissedNowhereElse, platformsOfPlugin, seenPlatforms } from './plugin-platforms.js';

const PLATFORM_OF: Record<string, Platform> = { A: 'paper', B: 'paper', V: 'velocity', U: 'unknown' };
const seenOn = seenPlatforms(
  [
    { instanceId: 'A', plugin: 'CMI' },
    { instanceId: 'A', plugin: 'LuckPerms' },
    { instanceId: 'B', plugin: 'CMI' },
    { instanceId: 'V', plugin: 'LuckPerms' },
    { instanceId: 'V', plugin: 'Velocitab' },
    { instanceId: 'U', plugin: 'Odd' },
    { instanceId: 'gone', plugin: 'CMI' },
  ],
  (id) => (PLATFORM_OF[id] === undefined ? undefined : { platform: PLATFORM_OF[id] }),
);
const plugins = new Map([
  ['CMI', { platforms: ['velocity'] as const, formats: new Map() }],
  ['LuckPerms', { platforms: [], formats: new Map() }],
]);
const named = { document: { plugins }, seenOn };
const unnamed = { document: { plugins: new Map() }, seenOn };

describe('platforms of a plugin', () => {
  it('are those that the document names, else those that have it', () => {
    expect(platformsOfPlugin('CMI', named)).toEqual(['velocity']);
    expect(platformsOfPlugin('LuckPerms', named)).toEqual(['paper', 'velocity']);
    expect(platformsOfPlugin('CMI', unnamed)).toEqual(['paper']);
    expect(platformsOfPlugin('Odd', unnamed)).toEqual([]);
    expect(platformsOfPlugin('CMI', { document: unnamed.document })).toEqual([]);
  });

  it.each([
    ['CMI', 'velocity', true],
    ['CMI', 'paper', false],
    ['CMI', 'unknown', false],
    ['Velocitab', 'paper', true],
    ['LuckPerms', 'velocity', false],
    ['LuckPerms', 'geyser', true],
    ['New', 'velocity', true],
    ['New', 'bungeecord', true],
    ['New', 'geyser', true],
    ['New', 'paper', false],
  ] as const)('decide whether %s is missed on %s only where it is installed: %s', (plugin, on, expected) => {
    expect(isMissedNowhereElse(plugin, on, unnamed)).toBe(expected);
  });

  it('that the document names are not overruled by what was seen', () => {
    expect(isMissedNowhereElse('CMI', 'velocity', named)).toBe(false);
    expect(isMissedNowhereElse('CMI', 'paper', named)).toBe(false);
  });

  it('are told with the expectation; the files of the server are expected everywhere', () => {
    const on = (platform: Platform) => ({ name: 'X', host: 'ovh', platform, tags: [] });
    const state = { document: NO_DEVIATIONS, seenOn };
    expect(isExpectedOn(state, 'CMI', on('velocity'))).toEqual({ expected: true, whereInstalled: true });
    expect(isExpectedOn(state, 'CMI', on('paper'))).toEqual({ expected: true });
    expect(isExpectedOn(state, '_server', on('velocity'))).toEqual({ expected: true });
  });
});
