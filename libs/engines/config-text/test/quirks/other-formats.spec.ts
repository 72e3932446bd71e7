import { describe, expect, it } from 'vitest';
import { bukkitView, formatOf, readConfig } from '../../src/index.js';
import { bytesOf, leaves, readQuirk } from './read-text.js';

const properties = (text: string) => leaves(text, 'properties');

// facts/config-quirks.md, section 7
describe('properties of real servers', () => {
  it.each([
    ['level-type=minecraft\\:normal', { 'level-type': 'str:minecraft:normal' }],
    ['motd=\\u00A7aHi \\u2764', { motd: 'str:§aHi ❤' }],
    ['resource-pack=https\\://x.example/p.zip?a\\=b', { 'resource-pack': 'str:https://x.example/p.zip?a=b' }],
    ['prompt={"text"\\:"Hi\\!"}', { prompt: 'str:{"text":"Hi!"}' }],
    ['a=one\\ntwo\\tthree', { a: 'str:one\ntwo\tthree' }],
    ['a=\\d\\.\\w', { a: 'str:d.w' }],
    ['a=one \\\n    two', { a: 'str:one two' }],
    ['chatTypeLocal=[L] ', { chatTypeLocal: 'str:[L] ' }],
    ['key = value', { key: 'str:value' }],
    ['key: value', { key: 'str:value' }],
    ['number=48.0\nflag=yes', { number: 'str:48.0', flag: 'str:yes' }],
    ['port=1\nport=2', { port: 'str:2' }],
  ])('%j', (text, expected) => {
    expect(properties(text)).toEqual(expected);
  });

  it('both spellings of a value are one value', () => {
    expect(properties('level-type=minecraft\\:normal')).toEqual(properties('level-type=minecraft:normal'));
  });

  it('the date of the last save is no content', () => {
    const file = (date: string) => `#Minecraft server properties\n#${date}\nmotd=x\n`;
    expect(properties(file('Sat Nov 21 07:00:00 UTC 2026'))).toEqual(
      properties(file('Sun Nov 22 08:00:00 CET 2026')),
    );
  });

  it('UTF-8, and latin-1 where it is no UTF-8', () => {
    expect(leaves(Uint8Array.from([...bytesOf('a='), 0xc3, 0xa4]), 'properties')).toEqual({ a: 'str:ä' });
    expect(leaves(Uint8Array.from([...bytesOf('a='), 0xe4]), 'properties')).toEqual({ a: 'str:ä' });
  });
});

// facts/config-quirks.md, section 8
describe('other formats of real servers', () => {
  it('velocity.toml, with the secret in a file or inline', () => {
    const text =
      'bind = "0.0.0.0:25565"\nforwarding-secret = "x"\n[servers]\nlobby = "127.0.0.1:30066"\ntry = ["lobby"]\n';
    expect(leaves(text, 'toml')).toEqual({
      bind: 'str:0.0.0.0:25565',
      'forwarding-secret': 'str:x',
      'servers/lobby': 'str:127.0.0.1:30066',
      'servers/try/[0]': 'str:lobby',
    });
  });

  it('HOCON is read; a template of BlueMap is unreadable with its place', () => {
    expect(leaves('accept-download: false\ndata: "bluemap"\n', 'hocon')).toEqual({
      'accept-download': 'bool:false',
      data: 'str:bluemap',
    });
    expect(readConfig(bytesOf('a: 1\n${metrics<<\nmetrics: true\n>>}\n'), 'hocon')).toMatchObject({
      state: 'unreadable',
      error: { line: 2 },
    });
  });

  it.each([
    [
      '# comments before it (EssentialsX items.json)',
      '#version: 1\n# x\n{"stone": "minecraft:stone"}',
      { stone: 'str:minecraft:stone' },
    ],
    ['// comments (FAWE extrablocks.json)', '{ // one\n"a": 1 }', { a: 'int:1' }],
    ['integers beyond 2^53 (zAuctionHouse)', '{"a": 999999999999999999}', { a: 'int:999999999999999999' }],
    ['duplicate keys (Citizens en.json)', '{"a": 1, "a": 2}', { a: 'int:2' }],
    ['empty lists (ops, whitelists)', '[]', { '': 'list:[]' }],
    ['empty maps', '{}', { '': 'map:{}' }],
  ])('JSON with %s', (_name, text, expected) => {
    expect(leaves(text, 'json')).toEqual(expected);
  });

  it('a .txt that is YAML, by data about the plugin', () => {
    expect(formatOf('configuration.txt')).toBe('text');
    expect(formatOf('configuration.txt', new Map([['configuration.txt', 'yaml']]))).toBe('yaml');
  });

  it('what is no known format is text, never unreadable', () => {
    expect(readQuirk('[|]: \\u23B9', 'text').state).toBe('ok');
  });
});

// facts/config-quirks.md, section 9
it('readers other than that of Bukkit take a file as it stands', () => {
  const { root } = readQuirk("? ''\n: 1\na.b: 2\nc:\n");
  expect(bukkitView(root).state).toBe('refused');
  expect(leaves("? ''\n: 1\na.b: 2\nc:\n")).toEqual({ '': 'int:1', 'a.b': 'int:2', c: 'null' });
});
