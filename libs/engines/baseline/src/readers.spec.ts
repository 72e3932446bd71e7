import { describe, expect, it } from 'vitest';
import { compileDesiredState } from './desired-state.js';
import { parseDeviations } from './parse-deviations.js';
import { plainOf } from './config-tree.js';
import { Readers } from './readers.js';
import type { FleetInstance } from '@archivesmp/fleet';

const bytesOf = (text: string) => new TextEncoder().encode(text);

function readers(text: string): Readers {
  const { document, errors } = parseDeviations(bytesOf(text));
  if (document === undefined) throw new Error(JSON.stringify(errors));
  return new Readers(document);
}

const PLAIN = { view: 'plain', separator: '.' };

describe('how a file is read', () => {
  const BUKKIT = { view: 'bukkit', separator: '.' };

  it.each([
    ['CMI', 'config.yml', 'paper', BUKKIT],
    ['CMI', 'lang/en.yml', 'unknown', BUKKIT],
    ['CMI', 'config.yml', 'velocity', PLAIN],
    ['CMI', 'config.yml', 'bungeecord', PLAIN],
    ['CMI', 'config.yml', 'geyser', PLAIN],
    ['_server', 'bukkit.yml', 'paper', BUKKIT],
    ['_server', 'spigot.yml', 'unknown', BUKKIT],
    ['_server', 'spigot.yml', 'velocity', PLAIN],
    ['_server', 'config/paper-global.yml', 'paper', PLAIN],
    ...['Plan', 'HolographicDisplays', 'TAB', 'LuckPerms', 'HuskSync', 'HuskHomes', 'FastAsyncWorldEdit'].map(
      (plugin) => [plugin, 'config.yml', 'paper', PLAIN] as const,
    ),
    ['PlotSquared', 'config/settings.yml', 'paper', PLAIN],
    ['BungeeTabListPlus', 'a.yml', 'paper', PLAIN],
  ] as const)('%s/%s on %s, where no rule says anything', (plugin, file, on, view) => {
    expect(readers('').readingOn(plugin, file, on)).toEqual({ format: 'yaml', ...view });
  });

  it('otherwise where the document says so', () => {
    const on = readers('plugins: {CMI: {reader: plain}, LuckPerms: {reader: bukkit}}');
    expect(on.readingOn('CMI', 'config.yml', 'paper')).toMatchObject(PLAIN);
    expect(on.readingOn('LuckPerms', 'config.yml', 'paper')).toMatchObject(BUKKIT);
  });

  it('as Bukkit does where a rule says so, but never on a platform without Bukkit', () => {
    for (const text of ['plugins: {CMI: {reader: bukkit}}', 'readers: [{plugin: CMI, reader: bukkit}]']) {
      const on = readers(text);
      const bukkit = { format: 'yaml', view: 'bukkit', separator: '.' };
      expect(on.readingOn('CMI', 'config.yml', 'paper')).toEqual(bukkit);
      expect(on.readingOn('CMI', 'config.yml', 'unknown')).toEqual(bukkit);
      for (const other of ['velocity', 'bungeecord', 'geyser'] as const)
        expect(on.readingOn('CMI', 'config.yml', other)).toEqual({ format: 'yaml', ...PLAIN });
      expect(on.readingOn('TAB', 'config.yml', 'paper').view).toBe('plain');
    }
  });

  it('takes a rule that names its platforms at its word', () => {
    const on = readers('readers: [{plugin: TAB, platforms: [velocity], reader: bukkit}]');
    expect(on.readingOn('TAB', 'config.yml', 'velocity').view).toBe('bukkit');
    expect(on.readingOn('TAB', 'config.yml', 'paper').view).toBe('plain');
  });

  it('no other format has a Bukkit reader', () => {
    const on = readers('readers: [{reader: bukkit, separator: "/"}]');
    for (const [file, format] of [
      ['users.json', 'json'],
      ['a.properties', 'properties'],
      ['velocity.toml', 'toml'],
      ['a.conf', 'hocon'],
    ] as const)
      expect(on.readingOn('CMI', file, 'paper')).toEqual({ format, ...PLAIN });
  });

  it('the first rule that says something wins, question by question; plugins come after readers', () => {
    const on = readers(`
readers:
  - {plugin: 'Libs*', file: 'Translations/**', separator: '^'}
  - {plugin: LibsDisguises, file: '*.yml', reader: plain}
plugins: {LibsDisguises: {reader: bukkit, separator: '/'}}
`);
    expect(on.readingOn('LibsDisguises', 'Translations/messages.yml', 'paper')).toMatchObject({
      view: 'bukkit',
      separator: '^',
    });
    expect(on.readingOn('LibsDisguises', 'config.yml', 'paper')).toMatchObject(PLAIN);
    expect(on.readingOn('LibsDisguises', 'a/b.yml', 'paper')).toMatchObject({
      view: 'bukkit',
      separator: '/',
    });
  });

  it('format by file, by plugin, by what is known, by the ending', () => {
    const on = readers(`
readers: [{plugin: '*', file: '**/lang.txt', format: properties}]
plugins: {dynmap: {formats: {cfg: yaml}}}
`);
    expect(
      ['x/lang.txt', 'a.cfg', 'configuration.txt', 'b.toml', 'readme.txt'].map((file) =>
        on.formatOf('dynmap', file),
      ),
    ).toEqual(['properties', 'yaml', 'yaml', 'toml', 'text']);
    expect(on.formatOf('other', 'configuration.txt')).toBe('text');
    expect(readers('readers: [{plugin: dynmap, format: text}]').formatOf('dynmap', 'configuration.txt')).toBe(
      'text',
    );
  });
});

describe('one baseline, two platforms', () => {
  const fleet: FleetInstance[] = (['paper', 'velocity'] as const).map((platform) => ({
    name: platform,
    host: 'h',
    platform,
    tags: [],
  }));
  const state = (deviations: string, yaml: string) =>
    compileDesiredState({
      baselines: [{ plugin: 'TAB', path: 'config.yml', bytes: bytesOf(yaml) }],
      deviations: parseDeviations(bytesOf(deviations)).document!,
      fleet,
      now: '2026-01-01',
    });
  const rootsOf = (deviations: string, yaml: string) => {
    const { plugins } = state(deviations, yaml);
    return fleet.map((instance) => plainOf(plugins.get('TAB')!.get('config.yml')!.on(instance).root!));
  };

  it('each has its own expectation', () => {
    expect(rootsOf('plugins: {TAB: {reader: bukkit}}', 'a.b: 1\nc:\n')).toEqual([
      { a: { b: 1 } },
      { 'a.b': 1, c: null },
    ]);
  });

  it('the separator of the plugin splits, a dot does not', () => {
    expect(rootsOf('plugins: {TAB: {reader: bukkit, separator: "/"}}', 'a.b: 1\nc/d: 2\n')).toEqual([
      { 'a.b': 1, c: { d: 2 } },
      { 'a.b': 1, 'c/d': 2 },
    ]);
  });

  it('a platform that the document gives an instance counts', () => {
    const text = 'plugins: {TAB: {reader: bukkit}}\nplatforms: {paper: [velocity], velocity: [paper]}';
    const { plugins, fleet: known } = state(text, 'a.b: 1\n');
    expect(known.map((instance) => plugins.get('TAB')!.get('config.yml')!.readingOn(instance).view)).toEqual([
      'plain',
      'bukkit',
    ]);
  });
});

it.each([
  ['readers: [{plugin: X}]', 'says nothing'],
  ['readers: [{plugin: X, reader: bukkit, separator: ab}]', 'one character'],
  ['readers: [{plugin: X, reader: spigot}]', 'must be one of plain, bukkit'],
  ['readers: [{plugin: X, format: yaml, platforms: [paper]}]', 'every platform'],
  ['readers: [{plugin: X, view: bukkit}]', 'is not known here'],
  ['plugins: {X: {reader: bukkit, separator: ""}}', 'one character'],
])('names the mistake in %s', (text, message) => {
  const { errors } = parseDeviations(bytesOf(text));
  expect(errors!.map((mistake) => `${mistake.field} ${mistake.message}`).join('\n')).toContain(message);
});
