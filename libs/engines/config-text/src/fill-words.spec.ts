import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { fillWords } from './fill-words.js';
import { leavesOf } from './leaves-of.js';
import { readConfig } from './read-config.js';

const WORD = '8091627354001';
const OTHER = '8091627354002';

const filled = (text: string, format: ConfigFormat, value: string, other = ''): string | undefined =>
  fillWords(
    text.replaceAll('@', WORD).replaceAll('~', OTHER),
    format,
    new Map([
      [WORD, value],
      [OTHER, other],
    ]),
  );

function leaves(text: string, format: ConfigFormat): [string, string][] {
  const reading = readConfig(new TextEncoder().encode(text), format);
  if (reading.state !== 'ok') throw new Error(`${text}: ${reading.error.message}`);
  return [...leavesOf(reading.root)];
}

describe('a text in the place of a word', () => {
  it.each<[ConfigFormat, string, string, string]>([
    ['yaml', "name: '@'\n", "Ada's Island", "name: 'Ada''s Island'\n"],
    ['yaml', 'name: "@"\n', 'say "x\\y"', 'name: "say \\"x\\\\y\\""\n'],
    ['yaml', 'name: @ # @\n', "Ada's", "name: Ada's # Ada's\n"],
    ['yaml', 'name: @\n', 'a: b', "name: 'a: b'\n"],
    ['yaml', 'name: @\n', '#1', "name: '#1'\n"],
    ['yaml', 'name: @\n', '', "name: ''\n"],
    ['yaml', 'name: @\n', '{{CUR}}', "name: '{{CUR}}'\n"],
    ['yaml', 'port: @\n', '25565', 'port: 25565\n'],
    ['yaml', 'port: @\n', '1.5', 'port: 1.5\n'],
    ['yaml', 'port: @\n', '1.0', 'port: 1.0\n'],
    ['yaml', 'on: @\n', 'true', 'on: true\n'],
    ['yaml', 'on: @\n', 'no', "on: 'no'\n"],
    ['yaml', 'port: @\n', '010', "port: '010'\n"],
    ['yaml', 'v: @\n', '1.10', "v: '1.10'\n"],
    ['yaml', 'at: 127.0.0.1:@\n', '25565', 'at: 127.0.0.1:25565\n'],
    ['yaml', 'port: 255@\n', '65', 'port: 25565\n'],
    ['yaml', 'a: co_@_x\n', 'b: c', "a: 'co_b: c_x'\n"],
    ['yaml', 'a: [@, x, "@"]\n', 'p, q', 'a: [\'p, q\', x, "p, q"]\n'],
    ['yaml', 'a: {@: @}\n', 'p, q', "a: {'p, q': 'p, q'}\n"],
    ['yaml', '@: 1\n', 'a: b', "'a: b': 1\n"],
    ['yaml', "'@': 1\n", "it's", "'it''s': 1\n"],
    ['yaml', '@:\n  port: @\n', '7', '7:\n  port: 7\n'],
    ['yaml', 'a: |\n  hi @\n  there\n', "Ada's #1: x", "a: |\n  hi Ada's #1: x\n  there\n"],
    ['yaml', 'a: |\n  @ hi\n', '  x', 'a: "  x hi\\n"\n'],
    ['yaml', 'a: >-\n  @\n', 'x\ty', 'a: "x\\ty"\n'],
    ['yaml', 'a: one @\n  two\nb: 1\n', 'x: y', "a: 'one x: y two'\nb: 1\n"],
    ['yaml', "a: '@'\nb: 1\n", 'x\u0007', 'a: "x\\a"\nb: 1\n'],
    ['yaml', 'a: &x "@"\nb: *x\n', '"', 'a: &x "\\""\nb: *x\n'],
    ['yaml', 'a: !!str @\n', '1', 'a: !!str 1\n'],
    ['json', '{"a": "@", "@": [1, "~"]}', 'q"\\', '{"a": "q\\"\\\\", "q\\"\\\\": [1, ""]}'],
    ['json', '{"a": @, "b": ~}', '25565', '{"a": 25565, "b": ""}'],
    ['json', '{"a": @}', '1.10', '{"a": 1.10}'],
    ['json', '{"a": @}', "Ada's", '{"a": "Ada\'s"}'],
    ['toml', 'a = "@"\n', '"x"', 'a = "\\"x\\""\n'],
    ['toml', "a = '@'\n", "it's", 'a = "it\'s"\n'],
    ['toml', 'a = @\n', '25565', 'a = 25565\n'],
    ['toml', 'a = @\n', 'x y', 'a = "x y"\n'],
    ['toml', '[@]\nb = 1\n', 'x y', '["x y"]\nb = 1\n'],
    ['toml', 'a = ["@", @]\n', 'true', 'a = ["true", true]\n'],
    ['toml', 'a = """\n@"""\n', '"""', 'a = """\n\\"\\"\\""""\n'],
    ['hocon', 'a = "@"\n', '"x"', 'a = "\\"x\\""\n'],
    ['hocon', 'a = @\n', '25565', 'a = 25565\n'],
    ['hocon', 'a = @\n', "Ada's ${x}", 'a = "Ada\'s ${x}"\n'],
    ['hocon', 'a = co_@_x\n', 'b:c', 'a = co_"b:c"_x\n'],
    ['hocon', 'a = co_@\n', '25', 'a = co_25\n'],
    ['hocon', 'a = @\n', '010', 'a = "010"\n'],
    ['hocon', 'a { @ = [@] }\n', 'b c', 'a { "b c" = [b c] }\n'],
    ['hocon', 'a = ${x}/@\n', '', 'a = ${x}/""\n'],
    ['properties', 'motd=@\n', ' x\\y', 'motd=\\ x\\\\y\n'],
    ['properties', '@=1\n', 'a = b', 'a\\ \\=\\ b=1\n'],
    ['properties', 'url=https\\://@\n', 'a:1', 'url=https\\://a\\:1\n'],
    ['properties', 'a=\\\n  @\n# @\n', 'x', 'a=\\\n  x\n# x\n'],
  ])('%s %j with %j is %j', (format, text, value, expected) => {
    expect(filled(text, format, value)).toBe(expected);
  });

  it.each<[ConfigFormat, string, string]>([
    ['text', 'a @\n', 'x'],
    ['yaml', 'a: [@\n', 'x'],
    ['yaml', 'b: 1\n@: 2\n', 'b'],
    ['yaml', 'a: &@ 1\nb: *@\n', 'x y'],
    ['json', '{"b": 1, "@": 2}', 'b'],
  ])('%s %j with %j is left to the caller', (format, text, value) => {
    expect(filled(text, format, value)).toBeUndefined();
  });

  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...' \'"\\:#-{}[],&*!|>%@`$=?~.0159exyno'), maxLength: 8 }),
    fc.constantFrom(
      "Ada's Island",
      'a: b # c',
      '- x',
      '~',
      'null',
      'yes',
      '0x1F',
      '1e5',
      '<<',
      '{{CUR}}',
      '---',
    ),
  );
  const TEXTS: readonly [ConfigFormat, string][] = [
    [
      'yaml',
      'a: "@"\nb: \'@\'\nc: @\nd: x @ y\n"@ k": 1\nl: [@, "@"]\nm:\n- \'@\'\n- n: @\n  "o @": @\n# @\n',
    ],
    ['yaml', 'a: |-\n  x @ y\nb: >-\n  x @ y\nc: {@: 1}\n'],
    ['json', '{"a": "@", "b": ["x @ y"], "@ k": {"c": "@"}, "d": @}'],
    ['toml', 'a = "@"\nb = \'x @ y\'\nc = @\n"@ k" = 1\n[d."@ e"]\nf = ["@", \'@\']\n'],
    ['hocon', 'a = "@"\nb = x @ y\nc = @\n"@ k" = 1\nd { e = ["@", @] }\nf = """x @ y"""\n'],
    ['properties', 'a=@\nb = x@y\n@k : 1\nurl=https\\://@\n'],
  ];

  // without quotes JSON and TOML have numbers only, however they are spelled
  const usual = (text: string) =>
    /^[-+]?\d/.test(text) && Number.isFinite(Number(text)) ? String(Number(text)) : text;

  it.each(TEXTS)('%s: what is read is exactly the value, whatever it is: %j', (format, text) => {
    fc.assert(
      fc.property(value, (given) => {
        fc.pre(!/[\ud800-\udfff]/.test(given) && !/[\r\n]/.test(given) && !given.includes('\0'));
        const result = filled(text, format, given);
        expect(result).toBeDefined();
        const wanted = leaves(text.replaceAll('@', WORD), format).map(([path, leaf]) => [
          path.replaceAll(WORD, () => given),
          leaf.replaceAll(WORD, () => given),
        ]);
        const typeless = (all: readonly (readonly string[])[]) =>
          all.map(([path, leaf]) => [path, usual(leaf!.slice(leaf!.indexOf(':') + 1))]);
        expect(typeless(leaves(result!, format))).toEqual(typeless(wanted));
      }),
      { numRuns: 300 },
    );
  });
});
