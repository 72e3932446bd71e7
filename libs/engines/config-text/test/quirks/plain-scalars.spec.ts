import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keysOf, leaves, readQuirk } from './read-text.js';

const value = (text: string): string | undefined => leaves(`a: ${text}\n`)['a'];
const key = (text: string): string | undefined => keysOf(`${text}: x\n`)[0];

// facts/config-quirks.md, section 2: one test for every line of its table, in its order.
describe('plain scalars of real files', () => {
  it.each([
    ['yes no on off in any of their cases', ['yes', 'On', 'TRUE'], 'bool:true'],
    ['their opposites', ['no', 'Off', 'FALSE'], 'bool:false'],
    ['y and n, also where JavaScript readers see booleans', ['y', 'n', 'Y', 'N'], 'str'],
    ['octal by a leading zero', ['010', '0o10', '000000000000000000'], ['int:8', 'str:0o10', 'int:0']],
    ['base 60, and what only looks like it', ['1:30', '25565:25565'], ['int:90', 'str:25565:25565']],
    ['a time with a leading zero', ['06:00'], 'str'],
    ['hexadecimal', ['0x1F', '0xff_ff'], ['int:31', 'int:65535']],
    ['integers beyond 2^53', ['607560977506447921', '999999999999999999999'], 'int'],
    ['floats with an exponent', ['1.0E9', '1E48', '1e5'], ['float:1.0E9', 'float:1.0E48', 'float:100000.0']],
    ['trailing zeros', ['1.10', '0.50'], ['float:1.1', 'float:0.5']],
    ['a float without a fraction is no integer', ['1.0', '24.0'], ['float:1.0', 'float:24.0']],
    ['no digit before the point', ['-.01', '.5'], ['float:-0.01', 'float:0.5']],
    ['versions and addresses', ['1.2.3', '127.0.0.1'], 'str'],
    ['host and port', ['localhost:3306', 'mc.example.org:25565'], 'str'],
    ['dates', ['2024-02-29'], ['date:2024-02-29T00:00:00Z']],
    ['nothing', ['~', 'null', '', ' '], 'null'],
    ['an equals sign', ['='], 'str'],
    ['per cent', ['50%'], 'str'],
    ['an ampersand inside', ['a &7b', 'Tom & Jerry'], 'str'],
    ['a section sign', ['§cHi'], 'str'],
  ] as [string, string[], string | string[]][])('%s', (_line, texts, expected) => {
    const wanted = texts.map((text, index) =>
      Array.isArray(expected)
        ? expected[index]
        : ['str', 'int'].includes(expected)
          ? `${expected}:${text}`
          : expected,
    );
    expect(texts.map(value)).toEqual(wanted);
  });

  it.each([
    ['on', 'true'],
    ['No', 'false'],
    ['y', 'y'],
    ['=', '='],
    ['§a', '§a'],
    ['607560977506447921', '607560977506447921'],
    ['-7', '-7'],
    ['1.10', '1.1'],
    ['~', 'null'],
  ])('the key %s is called %s', (text, name) => {
    expect(key(text)).toBe(name);
  });

  it('a leading & is an anchor: the colour is gone, as on the server', () => {
    expect([value("&common '[Common]'"), value('&7Efficiency 3')]).toEqual(['str:[Common]', 'int:3']);
  });

  it('braces without quotes are a map', () => {
    expect(leaves('a: {x}\n')).toEqual({ 'a/x': 'null' });
  });

  it('keys beyond 2^53 never fall together', () => {
    expect(keysOf('607560977506447921: a\n607560977506447922: b\n')).toEqual([
      '607560977506447921',
      '607560977506447922',
    ]);
  });

  it('keys keep the order of the file, whatever they look like', () => {
    const names = fc.uniqueArray(fc.oneof(fc.nat().map(String), fc.stringMatching(/^[a-z]{1,4}x$/)), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(names, (keys) => {
        expect(keysOf(keys.map((name) => `${name}: 1\n`).join(''))).toEqual(keys);
      }),
    );
  });

  it('the source text of a number is kept beside its value', () => {
    const text = 'a: 1.10 # version\n';
    const { root } = readQuirk(text);
    const node = root.kind === 'map' ? root.entries[0]!.value : undefined;
    expect(node).toMatchObject({ type: 'float', value: 1.1 });
    expect(text.slice(node!.span.start, node!.span.end)).toBe('1.10');
  });
});

// facts/config-quirks.md, section 10: the resolver's patterns, from the outside.
describe('the patterns of the resolver', () => {
  const digits = fc.stringMatching(/^[1-9][0-9]{0,25}$/);
  it.each([
    ['decimal', digits, (text: string) => `int:${BigInt(text)}`],
    ['signed', digits.map((text) => `-${text}`), (text: string) => `int:${BigInt(text)}`],
    ['octal', fc.stringMatching(/^0[0-7]{1,20}$/), (text: string) => `int:${BigInt(`0o${text}`)}`],
    ['hexadecimal', fc.stringMatching(/^0x[0-9a-fA-F]{1,20}$/), (text: string) => `int:${BigInt(text)}`],
    ['binary', fc.stringMatching(/^0b[01]{1,40}$/), (text: string) => `int:${BigInt(text)}`],
    ['8 or 9 after a zero', fc.stringMatching(/^0[0-7]{0,5}[89]$/), (text: string) => `str:${text}`],
    [
      'base 60',
      fc.stringMatching(/^[1-9][0-9]?(:[0-5]?[0-9]){1,3}$/),
      (text: string) => `int:${base60(text)}`,
    ],
    ['more than 59 of a part', fc.stringMatching(/^[1-9]:[6-9][0-9]$/), (text: string) => `str:${text}`],
    [
      'other cases of the words',
      fc.constantFrom('yEs', 'tRUE', 'oN', 'nULL', 'OfF'),
      (text: string) => `str:${text}`,
    ],
  ])('%s', (_name, texts, expected) => {
    fc.assert(fc.property(texts, (text) => void expect(value(text)).toBe(expected(text))));
  });

  it('quoted and block scalars are always text', () => {
    const words = fc.constantFrom('yes', '010', '1e5', '~', '2024-02-29', '<<', '=', '0x1F', '1:30');
    const quoted = fc.constantFrom<(text: string) => string>(
      (text) => `'${text}'`,
      (text) => `"${text}"`,
      (text) => `|-\n  ${text}`,
      (text) => `>-\n  ${text}`,
    );
    fc.assert(
      fc.property(words, quoted, (word, quote) => void expect(value(quote(word))).toBe(`str:${word}`)),
    );
  });

  it.each([
    ['.inf', 'float:Infinity'],
    ['-.Inf', 'float:-Infinity'],
    ['+.INF', 'float:Infinity'],
    ['.nan', 'float:NaN'],
    ['.NaN', 'float:NaN'],
    ['.iNF', 'str:.iNF'],
    ['1_000.5', 'float:1000.5'],
    ['1:30.5', 'float:90.5'],
    ['1.', 'float:1.0'],
    ['2001-12-14t21:59:43.10-05:00', 'date:2001-12-15T02:59:43.100Z'],
    ['2001-12-14 21:59:43', 'date:2001-12-14T21:59:43Z'],
  ])('%s is %s', (text, expected) => {
    expect(value(text)).toBe(expected);
  });
});

const base60 = (text: string): bigint => text.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
