import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leavesOf } from '../leaves-of.js';
import { READ_LIMITS } from '../model.js';
import { readFast } from './fast-yaml.js';
import { readYamlFully } from './read-yaml.js';

/** Words that mean something to YAML, glued together at random: most are no YAML, many are, some barely. */
const PIECES = fc.constantFrom(
  ...[
    'a',
    'key',
    'b c',
    'x: ',
    'key: ',
    ': ',
    ':',
    '- ',
    '-',
    '--',
    '? ',
    '# c',
    '#',
    '  ',
    ' ',
    '\n',
    '\n',
    '\n  ',
  ],
  ...[
    '\n    ',
    '\n- ',
    '\n  - ',
    '\r\n',
    '"',
    "'",
    '"q": ',
    "'it''s'",
    '[',
    ']',
    '{',
    '}',
    ', ',
    '|',
    '>-',
    '|\n  t',
  ],
  ...[
    '>\n  f\n  g\n',
    '&a ',
    '*a',
    '!t ',
    '---',
    '...',
    '%',
    '\t',
    '1',
    '010',
    'yes',
    '~',
    '1.5',
    '<<: ',
    'é',
    '😀',
  ],
  ...[
    '"a\n b"',
    "'a\n  b'",
    'a:\n  - b\n',
    'k: [a, {b: c}]\n',
    'k: {a: 1}\n',
    '2020-01-01',
    '\\',
    '=',
    '\u0085',
  ],
);
const glued = fc.array(PIECES, { maxLength: 14 }).map((pieces) => pieces.join(''));

const words = fc.constantFrom('a', 'b1', 'long-key_x', "'q'", '"d"', 'on', '10', 'é', 'x.y', 'a b');
const scalars = fc.constantFrom(
  ...[
    '1',
    '1.10',
    'text with: colon'.replace(': ', ':'),
    "'single '' quote'",
    '"esc \\n \\u00e9"',
    '~',
    '',
    'yes',
  ],
  ...[
    'two\n      lines',
    "'two\n      lines'",
    '|-\n      x\n       y',
    '>\n      f\n\n      g',
    '[a, b: c, "d"]',
    '{}',
    '# only',
  ],
  ...['§c&l 50%', '0x1F', '-.5', 'a # c', '2001-01-01', '[]  # c'],
);

/** Documents in the shapes of real files: nested block maps and lists, with comments and blank lines between. */
const shaped = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.boolean(),
      words,
      scalars,
      fc.constantFrom('\n', '\r\n', '\n\n', '\n # c\n'),
    ),
    {
      maxLength: 12,
    },
  )
  .map((lines) => {
    let depth = 0;
    return lines
      .map(([asked, dash, key, value, end], index) => {
        depth = Math.min(asked, depth + 1, index);
        return `${'  '.repeat(depth)}${dash ? '- ' : ''}${key}${index % 3 === 0 ? index : ''}: ${value}${end}`;
      })
      .join('');
  });

function sameAsFull(text: string): boolean {
  const fast = readFast(text, READ_LIMITS, true);
  if (fast === undefined) return false;
  const full = readYamlFully(text, READ_LIMITS);
  expect(full).toEqual({ state: 'ok', format: 'yaml', root: fast, notices: [] });
  const tree = readFast(text, READ_LIMITS, false);
  expect(tree && [...leavesOf(tree)]).toEqual([...leavesOf(fast)]);
  return true;
}

describe('the fast path', () => {
  it.each([
    ['plain', glued, 3000],
    ['shaped', shaped, 1500],
  ] as const)('reads %s texts exactly as the full reader, or hands them over', (_name, texts, numRuns) => {
    let consumed = 0;
    fc.assert(
      fc.property(texts, (text) => {
        if (sameAsFull(text)) consumed++;
      }),
      { numRuns },
    );
    expect(consumed).toBeGreaterThan(numRuns / 50);
  });

  it.each([
    'a: 1\nb:\n- x\n- y: z\n',
    "a: 'x\n  y'\n",
    'a: |\n  x\nb: [1, {c: d}]\n',
    '# c\n---\na: 1\n',
    'a: b # c\r\nd: e\r\n',
  ])('takes %j itself', (text) => {
    expect(sameAsFull(text)).toBe(true);
  });

  it.each([
    'a: &x 1\n',
    'a: *x\n',
    'a: !t 1\n',
    '<<: {a: 1}\n',
    '? a\n: 1\n',
    'a: 1\na: 2\n',
    'a:\t1\n',
    '',
    'a: 1\n---\n',
  ])('hands %j over', (text) => {
    expect(readFast(text, READ_LIMITS, true)).toBeUndefined();
  });
});
