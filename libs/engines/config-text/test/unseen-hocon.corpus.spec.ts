import { describe, expect, it } from 'vitest';
import { disagreement } from './oracle/differing-leaves.js';
import { javaOracle } from './oracle/java-oracle.js';
import { RandomSource, runs } from './oracle/random-source.js';

const typesafe = javaOracle('HoconOracle', '/usr/share/java/typesafe-config.jar', 'TYPESAFE_CONFIG_JAR');

const VALUES = [
  ...[
    '1',
    '2.50',
    '010',
    '-1.0',
    '1e5',
    '99999999999999999999',
    'x',
    'x y',
    'true',
    'truex',
    'null',
    '5s',
    '1.2.3',
    '"q"',
    '"\\n"',
  ],
  ...[
    '"""t"u"""',
    '${a}',
    '${?b}',
    '${a.b}',
    '${?zz} x',
    '${b} z',
    '${b}${b}',
    '[1,2]',
    '[1] ${c}',
    '[]',
    '{}',
    '{c=1}',
    '${c} {d=2}',
  ],
];
const KEYS = ['a', 'b', 'c', 'a.b', 'b.c', '"x.y"', '"x"', 'a b', 'true'];
const TOKENS = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '=',
    ':',
    ',',
    '\n',
    ' ',
    '+=',
    '.',
    '#c\n',
    '//k\n',
    '\\',
    '$',
    '"',
    '"""',
    '*',
    '(',
    '\r\n',
    '\t',
    'é',
    '%',
  ],
  ...['http://x', 'include', '-', '-0', '..', '${', '}'],
];

describe.skipIf(typesafe.absent !== undefined)(
  typesafe.absent === undefined ? 'generated HOCON' : `skipped: ${typesafe.absent}`,
  () => {
    it('reads as the reference library reads it', () => {
      const random = new RandomSource();
      const texts = Array.from({ length: runs(6_000) }, () =>
        random.damaged(fields(random, 0), TOKENS, 2),
      ).filter(isComparable);
      const answers = typesafe.ask(texts);
      const wrong = texts.flatMap((text, index) => {
        const how = disagreement(text, 'hocon', answers[index]!, isLenient);
        return how === undefined ? [] : [`${JSON.stringify(text)} ${how}`];
      });
      console.log(`seed ${random.seed}: ${texts.length} texts, ${wrong.length} differing`);
      expect(wrong.slice(0, 5)).toEqual([]);
    });
  },
);

/**
 * What is resolved elsewhere (another file, the environment) is kept as its own text here. A mistake in a value that a later one
 * replaces is none here, and is one there.
 */
const isLenient = (refusal: string, remarks: ReadonlySet<string>): boolean =>
  /Unresolved|include|BugOrBroken|the library fails/i.test(refusal) || remarks.has('duplicate_key');

/**
 * Not compared: the library looks for the list that "+=" adds to at another place where sections nest (twice, or beside an optional
 * reference), and takes the plus behind a digit for a part of the number.
 */
const isComparable = (text: string): boolean =>
  text.split('+=').length < 3 && !(text.includes('+=') && text.includes('${?')) && !/\d\+=/.test(text);

function fields(random: RandomSource, depth: number): string {
  const value = (): string => {
    const kind = depth > 2 ? 0 : random.below(12);
    if (kind === 9) return `{${fields(random, depth + 1)}}`;
    if (kind === 10)
      return `[${random.choose(VALUES)}${random.choose([', ', '\n', ','])}${random.choose(VALUES)}]`;
    if (kind === 11) return `${random.choose(VALUES)} ${random.choose(VALUES)}`;
    return random.choose(VALUES);
  };
  const field = (): string =>
    random.choose(KEYS) +
    random.choose([' = ', '=', ': ', ' += ', ' ', ' = ']) +
    value() +
    random.choose(['\n', '\n', ', ', ',\n']);
  return Array.from({ length: 1 + random.below(3) }, field).join('');
}
