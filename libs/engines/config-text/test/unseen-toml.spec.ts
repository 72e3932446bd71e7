import { parse, TomlDate } from 'smol-toml';
import { expect, it } from 'vitest';
import { type ConfigNode, readConfig } from '../src/index.js';
import { RANDOM_FILES } from './oracle/random-files.js';
import { RandomSource, runs } from './oracle/random-source.js';

const TOKENS = [
  ...[
    '=',
    '.',
    '[',
    ']',
    '[[',
    ']]',
    '{',
    '}',
    ',',
    '"',
    "'",
    '"""',
    "'''",
    '#',
    '\n',
    '\r\n',
    '\t',
    ' ',
    '\\',
    '\\n',
    '\\e',
    '\\x41',
    '\\u00e9',
  ],
  ...[
    '1',
    '0x1F',
    '0b2',
    '1_',
    '+',
    '-',
    'e5',
    'inf',
    'nan',
    'true',
    'T',
    ':',
    '1979-05-27',
    '07:32',
    '07:32:00.5',
    'a',
    'a.b',
    'é',
  ],
];

/** In a comment smol-toml refuses it; here a comment may hold anything. */
const BARE_RETURN = /\r(?!\n)/;

/** What begins like a date. smol-toml has JavaScript read it, for which 2054-02-29 is the first of March; here it is no date. */
const DATE_LIKE = /\d{4}-\d{2}-[^\s#]*/g;
const namesNoDay = (text: string): boolean =>
  [...text.matchAll(DATE_LIKE)].some(([found]) => {
    const day = /^\d{4}-\d{2}-\d{2}/.exec(found)?.[0];
    const time = day === undefined ? NaN : Date.parse(`${day}T00:00:00Z`);
    return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day;
  });

it('generated TOML is read, or refused, as smol-toml does', () => {
  const random = new RandomSource();
  const wrong: string[] = [];
  let read = 0;
  for (let count = runs(2_000); count > 0; count--) {
    const text = random.damaged(RANDOM_FILES.toml(random), TOKENS, 3).toWellFormed();
    if (BARE_RETURN.test(text) || namesNoDay(text)) continue;
    const reading = readConfig(new TextEncoder().encode(text), 'toml');
    const theirs = parsed(text);
    const ours = reading.state === 'ok' ? plain(reading.root) : undefined;
    if (theirs !== undefined) read++;
    if (JSON.stringify(ours) !== JSON.stringify(theirs))
      wrong.push(
        `${JSON.stringify(text)} ours ${JSON.stringify(ours) ?? JSON.stringify(reading)} theirs ${JSON.stringify(theirs)}`,
      );
  }
  console.log(`seed ${random.seed}: ${read} readable, ${wrong.length} differing`);
  expect(wrong.slice(0, 5)).toEqual([]);
});

function parsed(text: string): unknown {
  try {
    return normal(parse(text, { useLegacyDate: true, integersAsBigInt: 'asNeeded' }));
  } catch {
    // What is refused is compared as refused
    return undefined;
  }
}

/** Keys in one order, dates as text, numbers that JSON cannot say as text. */
function normal(value: unknown): unknown {
  if (value instanceof TomlDate) return `date ${value.toISOString()}`;
  if (value instanceof Date) return `date ${value.toISOString()}`;
  if (typeof value === 'bigint' || typeof value === 'number') return `number ${value}`;
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([key, inner]) => [key, normal(inner)])
    .sort((one, other) => (String(one[0]) < String(other[0]) ? -1 : 1));
}

function plain(node: ConfigNode): unknown {
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'map')
    return node.entries
      .map(({ key, value }) => [key, plain(value)])
      .sort((one, other) => (String(one[0]) < String(other[0]) ? -1 : 1));
  if (node.type === 'date') return normal(new TomlDate(String(node.value)));
  return normal(node.value);
}
