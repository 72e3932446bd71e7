import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { expect, it } from 'vitest';
import { formatOf } from './format-of.js';

it.each([
  ['config.yml', 'yaml'],
  ['a/b/LANG.YAML', 'yaml'],
  ['server.properties', 'properties'],
  ['en_us.lang', 'properties'],
  ['ops.json', 'json'],
  ['pack.mcmeta', 'json'],
  ['velocity.toml', 'toml'],
  ['luckperms.conf', 'hocon'],
  ['a.yml/readme', 'text'],
  ['banned.txt', 'text'],
  ['', 'text'],
] as const)('%s is read as %s', (path, format) => {
  expect(formatOf(path)).toBe(format);
});

it('data of a plugin may name other endings and whole files', () => {
  const overrides = new Map<string, ConfigFormat>([
    ['configuration.txt', 'yaml'],
    ['cfg', 'hocon'],
    ['symbols.yml', 'text'],
  ]);
  expect(formatOf('dynmap/Configuration.txt', overrides)).toBe('yaml');
  expect(formatOf('x.cfg', overrides)).toBe('hocon');
  expect(formatOf('HolographicDisplays/symbols.yml', overrides)).toBe('text');
  expect(formatOf('other.yml', overrides)).toBe('yaml');
});
