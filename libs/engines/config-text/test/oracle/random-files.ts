import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import type { RandomSource } from './random-source.js';
import { randomYaml } from './random-yaml.js';

const NAMES = ['a', 'b', 'key', 'x-y', '1', 'on', 'max_players', 'é', '__proto__'];
const TEXTS = [
  '',
  'x',
  'a b',
  "it's",
  '§aHi',
  '😀',
  '# c',
  '// c',
  'a=b',
  'x: y',
  '\\',
  '"q"',
  '{}',
  '[',
  'tab\there',
  'true',
  '010',
];

/** Files as people write them, with comments at odd places, one per format that can be edited. */
export const RANDOM_FILES: Readonly<Record<Exclude<ConfigFormat, 'text'>, (random: RandomSource) => string>> =
  {
    yaml: randomYaml,
    json: (random) =>
      random.choose(['', '\ufeff', '// head\n', '# head\n', '/* head */ ']) +
      json(random, 0) +
      random.choose(['', '\n', ' // end\n']),
    properties: (random) =>
      Array.from({ length: 1 + random.below(6) }, () => property(random)).join('') +
      random.choose(['', 'last=1']),
    toml: (random) => toml(random),
    hocon: (random) => hocon(random, 0),
  };

const endOf = (random: RandomSource): string => random.choose(['\n', '\n', '\n', '\r\n', '\n\n']);

function distinct(random: RandomSource, most: number): string[] {
  return [...new Set(random.some(NAMES, most))];
}

function json(random: RandomSource, depth: number): string {
  const gap = (): string => random.choose(['', ' ', '\n  ', ' /* c */ ', ' // c\n', '\r\n\t', '']);
  const kind = depth > 2 ? random.below(4) : random.below(8) + (depth === 0 ? 4 : 0);
  if (kind > 5) {
    const entries = distinct(random, 4).map(
      (name) => `${gap()}${JSON.stringify(name)}${gap()}:${gap()}${json(random, depth + 1)}${gap()}`,
    );
    return `{${entries.join(',')}${entries.length > 0 ? random.choose(['', '', ',']) : ''}${gap()}}`;
  }
  if (kind > 3) {
    const items = Array.from({ length: random.below(4) }, () => gap() + json(random, depth + 1) + gap());
    return `[${items.join(',')}${gap()}]`;
  }
  if (kind === 0)
    return random.choose(['1', '-7', '1.50', '1e5', '999999999999999999', 'true', 'false', 'null']);
  return JSON.stringify(random.choose(TEXTS));
}

function property(random: RandomSource): string {
  const key = random.choose(['a', 'b.c', 'level-type', 'x y', 'é', '']);
  const text = random.choose(TEXTS).replaceAll('\\', '\\\\').replaceAll('\t', '\\t');
  const line = `${random.choose(['', '', ' '])}${key.replaceAll(' ', '\\ ')}${random.choose(['=', ' = ', ':', ' '])}${text.trimStart()}`;
  return (
    random.choose(['', '', '#c\n', '!c\r\n', '\n']) +
    line +
    random.choose(['', '', '\\\n   more']) +
    endOf(random)
  );
}

function toml(random: RandomSource): string {
  const value = (depth: number): string => {
    const kind = random.below(depth > 1 ? 4 : 6);
    if (kind === 0)
      return random.choose([
        '1',
        '-7',
        '1_000',
        '0x1F',
        '1.5',
        '1e5',
        'inf',
        'true',
        '2024-02-29',
        '07:32:00',
        '1979-05-27T07:32:00Z',
      ]);
    if (kind === 4)
      return `[${random.choose(['', '\n  # c\n  ', ' '])}${random.some(['1', '2', '"x"'], 3).join(random.choose([', ', ',\n  ']))}]`;
    if (kind === 5)
      return `{ ${distinct(random, 3)
        .map((name) => `${quoted(name)} = ${value(depth + 1)}`)
        .join(', ')} }`;
    const text = random.choose(TEXTS);
    return random.choose([
      JSON.stringify(text),
      text.includes("'") ? '""' : `'${text}'`,
      `"""\n${text.replace(/["\\]/g, '')}\n"""`,
    ]);
  };
  const quoted = (name: string): string =>
    /^[\w-]+$/.test(name) && random.below(3) > 0 ? name : JSON.stringify(name);
  const fields = (): string =>
    distinct(random, 4)
      .map(
        (name) =>
          random.choose(['', '', '# c\n', '\n']) +
          random.choose(['', '  ']) +
          `${quoted(name)} = ${value(0)}${random.choose(['', ' # c'])}${endOf(random)}`,
      )
      .join('');
  const tables = [...new Set(random.some(['t', 't.u', '"x y"', 'v.w.z'], 3))].map(
    (name) => `${random.choose(['', '\n', '# about it\n'])}[${name}]${endOf(random)}${fields()}`,
  );
  const lists = random.below(3) === 0 ? `[[l]]\n${fields()}\n[[l]]\n${fields()}` : '';
  return fields() + tables.join('') + lists;
}

function hocon(random: RandomSource, depth: number): string {
  const value = (): string => {
    const kind = random.below(depth > 2 ? 5 : 8);
    if (kind > 6) return `{\n${hocon(random, depth + 1)}}`;
    if (kind > 5)
      return `[${random.choose(['', '\n  '])}${random.some(['1', 'x y', '"q"'], 3).join(random.choose([', ', '\n  ', ',\n']))}]`;
    return random.choose([
      '1',
      '-7',
      '1.50',
      'true',
      'null',
      'x',
      'x y z',
      '5 seconds',
      '"q"',
      '"§a # x"',
      '"""raw "text" """',
      'minecraft.stone',
    ]);
  };
  return distinct(random, 4)
    .map((name) => {
      const key = /^[\w-]+$/.test(name) && random.below(3) > 0 ? name : JSON.stringify(name);
      return (
        random.choose(['', '', '# c\n', '// c\n', '\n']) +
        key +
        random.choose([' = ', ': ', '=', ' : ']) +
        value() +
        random.choose(['', ' # c', ',']) +
        endOf(random)
      );
    })
    .join('');
}
