import { describe, expect, it } from 'vitest';
import { knownClassOf } from './known-keys.js';
import { classOf, defaultSeverity } from './severity.js';
import { valueTypeOf } from './value-type.js';

const severity = (plugin: string, file: string, key: string, ...values: unknown[]) =>
  defaultSeverity('wrong_value', { plugin, file, path: key.split('.'), values });

/** Every key that was critical on ten real networks by its words alone, checked by hand: what it is about, and so what it is worth. */
describe('keys of real networks', () => {
  it.each<[string, string, string, unknown]>([
    ['Citizens', 'saves.yml', 'npc.16.traits.commandtrait.commands.0.op', true],
    ['LuckPerms', 'config.yml', 'auto-op', false],
    ['LuckPerms', 'config.yml', 'commands-allow-op', true],
    ['LuckPerms', 'config.yml', 'enable-ops', false],
    ['WorldEdit', 'config.yml', 'no-op-permissions', true],
    ['_server', 'server.properties', 'enforce-whitelist', 'false'],
    ['_server', 'server.properties', 'online-mode', 'false'],
    ['_server', 'server.properties', 'op-permission-level', '4'],
    ['_server', 'server.properties', 'white-list', 'false'],
  ])('%s/%s %s is critical', (plugin, file, key, value) =>
    expect(severity(plugin, file, key, value)).toBe('critical'),
  );

  it.each<[string, string, string, unknown, string]>([
    ['Essentials', 'config.yml', 'ops-name-color', '4', 'low'],
    ['GSit', 'config.yml', 'Options.WorldWhitelist', [], 'medium'],
    ['LuckPerms', 'config.yml', 'vault-npc-op-status', false, 'medium'],
    ['WorldGuard', 'config.yml', 'event-handling.interaction-whitelist', ['lectern'], 'medium'],
    ['_server', 'server.properties', 'broadcast-console-to-ops', 'true', 'medium'],
    ['_server', 'server.properties', 'broadcast-rcon-to-ops', 'true', 'medium'],
  ])('%s/%s %s is not: %j is %s', (plugin, file, key, value, worth) =>
    expect(severity(plugin, file, key, value)).toBe(worth),
  );
});

describe('words of a key', () => {
  const of = (key: string, ...values: unknown[]) => classOf({ path: [key], values })?.name;

  it('count where a value can be meant so, on either side', () => {
    expect(of('online-mode', false)).toBe('who may do what');
    expect(of('online-mode', 'yes, please')).toBeUndefined();
    expect(of('online-mode', undefined, 'TRUE')).toBe('who may do what');
    expect(of('online-mode', true, 'x')).toBe('who may do what');
    expect(of('show-ip', true)).toBeUndefined();
    expect(of('server-ip', '10.0.0.1')).toBe('where it is stored and connected');
    expect(of('port', '25565')).toBe('where it is stored and connected');
    expect(of('port', 'left')).toBeUndefined();
    expect(of('redis', true)).toBe('where it is stored and connected');
    expect(of('op', 4)).toBeUndefined();
    expect(of('forwarding-mode', 'modern')).toBe('who may do what');
    expect(of('forwarding-mode', true)).toBeUndefined();
  });

  it('decide alone where no value is known', () => expect(of('online-mode', null)).toBe('who may do what'));

  it('count for less than what is known of a key of its plugin', () => {
    expect(knownClassOf('_server', 'ops.json', [0, 'level'])).toBe('who may do what');
    expect(knownClassOf('Other', 'ops.json', [0, 'level'])).toBeUndefined();
    expect(knownClassOf('_server', 'velocity.toml', ['player-info-forwarding-mode'])).toBe('who may do what');
  });
});

it('a value is a switch, a number, a text, a list or a map, or nothing', () => {
  const values = [true, 'False', 1, '-7', '1.5x', 'a', [], {}, null, undefined];
  expect(values.map(valueTypeOf)).toEqual([
    ...['switch', 'switch', 'number', 'number', 'text', 'text', 'list', 'map', undefined, undefined],
  ]);
});
