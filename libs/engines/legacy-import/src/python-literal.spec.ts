import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpelledNumber, type LegacyValue } from './legacy-value.js';
import { parsePythonLiteral, PythonLiteralError } from './python-literal.js';

/** What Python's repr() prints. */
function repr(value: LegacyValue): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value instanceof SpelledNumber) return value.source;
  if (typeof value === 'string')
    return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  if (value instanceof Map) return `{${[...value].map(([k, v]) => `${repr(k)}: ${repr(v)}`).join(', ')}}`;
  return `[${(value as readonly LegacyValue[]).map(repr).join(', ')}]`;
}

const legacyValues = fc.letrec<{ value: LegacyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<LegacyValue>(null, true, false),
    fc.string().map((text): LegacyValue => text),
    fc.integer().map((n): LegacyValue => new SpelledNumber(String(n))),
    fc.array(tie('value'), { maxLength: 4 }).map((list): LegacyValue => list),
    fc
      .array(fc.tuple(fc.string(), tie('value')), { maxLength: 4 })
      .map((pairs): LegacyValue => new Map(pairs)),
  ),
})).value;

describe('Python literals', () => {
  it('reads back whatever repr() prints', () => {
    fc.assert(
      fc.property(legacyValues, (value) => {
        expect(parsePythonLiteral(repr(value))).toEqual(value);
      }),
    );
  });

  it('takes None for null and True for true, not for texts', () => {
    expect(parsePythonLiteral("{'a': True, 'b': None, 'c': [None, 'None']}")).toEqual(
      new Map<string, LegacyValue>([
        ['a', true],
        ['b', null],
        ['c', [null, 'None']],
      ]),
    );
  });

  it('keeps the spelling of numbers', () => {
    expect(parsePythonLiteral('[1.0, -3, 1e-05]')).toEqual([
      new SpelledNumber('1.0'),
      new SpelledNumber('-3'),
      new SpelledNumber('1e-05'),
    ]);
  });

  it('reads both quotes and escapes, and keeps the backslash of an unknown escape', () => {
    expect(parsePythonLiteral(String.raw`["it's", 'say "x"', '\u2764\n', '\d']`)).toEqual([
      "it's",
      'say "x"',
      '\u2764\n',
      '\\d',
    ]);
  });

  it.each(["{'a': }", "['a'", "'open", '[1 2]', 'free text', "{'a' 1}", '[] []'])(
    'refuses %s and says where',
    (text) => {
      expect(() => parsePythonLiteral(text)).toThrow(PythonLiteralError);
    },
  );

  it('refuses hostile depth instead of overflowing the stack', () => {
    expect(() => parsePythonLiteral('['.repeat(100_000))).toThrow(/too deeply/);
  });
});
