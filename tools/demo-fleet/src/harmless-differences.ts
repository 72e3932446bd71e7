import { replaceOnce, swap, type DemoTextEdit } from './text-edit.js';

/** A difference of form: other bytes, the same meaning to the server. A scan must not report it. */
export interface HarmlessDifference extends DemoTextEdit {
  what: string;
}

const harmless = (
  what: string,
  instance: string,
  plugin: string,
  file: string,
  edit: DemoTextEdit['edit'],
): HarmlessDifference => ({ what, instance, plugin, file, edit });

/** Moves the block of a top-level key to the end of the file. */
const blockToEnd =
  (key: string) =>
  (text: string, where: string): string => {
    const block = new RegExp(`^${key}:\\n(?: .*\\n)+`, 'm').exec(text)?.[0];
    if (block === undefined) throw new Error(`${where}: there is no block ${key}`);
    return replaceOnce(text, block, '', where) + block;
  };

const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n');

const wider = (text: string): string => text.replace(/^( +)/gm, '$1$1');

const doubleQuoted = (text: string): string => text.replace(/'([^'"\\\n]*)'/g, '"$1"');

export const HARMLESS: readonly HarmlessDifference[] = [
  harmless(
    'a list in one line',
    'SMP101',
    'CMI',
    'config.yml',
    swap('BlockedWorlds:\n    - event\n    - jail', 'BlockedWorlds: [event, "jail"]'),
  ),
  harmless('comments removed', 'EVO01', 'CMI', 'config.yml', withoutComments),
  harmless('a block moved to the end', 'MINE01', 'CMI', 'config.yml', blockToEnd('Afk')),
  harmless(
    'the same number written otherwise',
    'CREA01',
    'CMI',
    'config.yml',
    swap('StartingBalance: 100.0', 'StartingBalance: 100'),
  ),
  harmless('line ends of Windows', 'SMP201', 'LuckPerms', 'config.yml', (text) =>
    text.replaceAll('\n', '\r\n'),
  ),
  harmless('double instead of single quotes', 'BENT01', 'LuckPerms', 'config.yml', doubleQuoted),
  harmless('twice the indentation', 'DEV01', 'Essentials', 'config.yml', wider),
  harmless('a byte order mark', 'HUB01', 'PlaceholderAPI', 'config.yml', (text) => `\uFEFF${text}`),
  harmless('no line end at the end', 'SMP101', 'PlaceholderAPI', 'config.yml', (text) => text.trimEnd()),
  harmless('JSON in one line', 'CREA01', 'spark', 'config.json', (text) => JSON.stringify(JSON.parse(text))),
  harmless(
    'another sign between key and value',
    'BENT01',
    'BlueMap',
    'core.conf',
    swap('render-thread-count: 2', 'render-thread-count = 2 # as on the others'),
  ),
  harmless('blanks around the sign', 'SMP201', 'voicechat', 'voicechat-server.properties', (text) =>
    text.replace(/^(\w+)=/gm, '$1 = '),
  ),
  harmless('keys in another order', 'MINE01', '_server', 'server.properties', (text) => {
    const [first = '', second = '', ...keys] = text.trimEnd().split('\n');
    return `${[first, second, ...keys.reverse()].join('\n')}\n`;
  }),
  harmless(
    'another comment at the top',
    'HARD01',
    '_server',
    'bukkit.yml',
    swap('# Settings of the plugin interface', '# Edited on the night of the move\n\n'),
  ),
  harmless(
    'single quotes in TOML',
    'VEL01',
    '_server',
    'velocity.toml',
    swap('bind = "0.0.0.0:25577"', "bind   = '0.0.0.0:25577'"),
  ),
  harmless(
    'a value that a rule of deviations.yml ignores',
    'EVO01',
    'TAB',
    'config.yml',
    swap('host: 127.0.0.1', 'host: 10.0.0.5'),
  ),
];
