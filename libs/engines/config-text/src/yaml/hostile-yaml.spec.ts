import { describe, expect, it } from 'vitest';
import { bukkitView } from '../bukkit-view.js';
import { editConfig } from '../edit-config.js';
import { leavesOf } from '../leaves-of.js';
import { readConfig } from '../read-config.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readConfig(bytesOf(text), 'yaml');
const error = (text: string): string => {
  const reading = read(text);
  return reading.state === 'ok' ? 'read' : reading.error.message;
};
const chain = (length: number, line: (index: number) => string): string =>
  Array.from({ length }, (_, index) => line(index)).join('\n');

describe('documents that grow when they are read', () => {
  it.each([
    [
      'lists',
      chain(
        30,
        (index) =>
          `a${index}: &a${index} [${
            index === 0
              ? 'x'
              : Array(9)
                  .fill(`*a${index - 1}`)
                  .join()
          }]`,
      ),
    ],
    [
      'maps',
      chain(
        40,
        (index) => `a${index}: &a${index} ${index === 0 ? 'x' : `{l: *a${index - 1}, r: *a${index - 1}}`}`,
      ),
    ],
    [
      'merges',
      chain(
        3000,
        (index) => `a${index}: &a${index} {${index === 0 ? '' : `<<: *a${index - 1}, `}k${index}: 1}`,
      ),
    ],
  ])('alias bombs of %s end at the limit of values', (_kind, text) => {
    expect(error(text)).toBe('more than 1000000 values after aliases are resolved');
  });

  it('merging a map twice costs nothing', () => {
    const text = chain(
      60,
      (index) => `a${index}: &a${index}\n  ${index === 0 ? 'k: 1' : `<<: [*a${index - 1}, *a${index - 1}]`}`,
    );
    expect(read(text).state).toBe('ok');
  });

  it('keys that repeat what aliases point to end at a limit', () => {
    const texts = [
      chain(
        60,
        (index) => `a${index}: &a${index} ${index === 0 ? '{x: x}' : `{? *a${index - 1} : *a${index - 1}}`}`,
      ),
      `a: &a ${'x'.repeat(900)}\nb: &b [${'*a,'.repeat(900)}]\nc: &c [${'*b,'.repeat(900)}]\nd:\n  ? *c\n  : 1\n`,
    ];
    for (const text of texts)
      expect(error(text)).toBe('the lists and maps that are used as keys are too long');
  });

  it('what contains itself is refused', () => {
    expect(error('a: &a [*a]')).toMatch(/part of/);
    expect(error('a: &a\n  <<: *a\n')).toMatch(/part of/);
  });
});

describe('deep documents', () => {
  it.each([
    ['[', '['.repeat(10_000)],
    ['{a: ', '{a: '.repeat(10_000)],
    ['- ', '- '.repeat(10_000)],
    ['? ', '? '.repeat(10_000)],
    ['indentation', chain(10_000, (index) => `${' '.repeat(index)}a:`)],
    ['aliases', chain(10_000, (index) => `a${index}: &a${index} [${index === 0 ? 'x' : `*a${index - 1}`}]`)],
  ])('10,000 levels of %s end at the limit of levels', (_kind, text) => {
    expect(error(text)).toMatch(/^nested deeper than the limit of 1000 levels/);
  });

  it('a depth below the limit can be read, listed, viewed and edited', () => {
    const text = `a: ${'['.repeat(900)}1${']'.repeat(900)}\nb: 1\n`;
    const reading = read(text);
    expect(reading.state === 'ok' && leavesOf(reading.root).size).toBe(2);
    expect(reading.state === 'ok' && bukkitView(reading.root).state).toBe('ok');
    expect(editConfig(bytesOf(text), 'yaml', [{ op: 'set', path: ['b'], value: 2 }]).state).toBe('edited');
  });
});

/** 200 kB each; a reader that goes back and forth needs minutes for these. */
describe('patterns that make careless readers quadratic', () => {
  const SIZE = 200_000;
  it.each(
    [
      ...[
        '[1, ',
        '{a: 1, ',
        '- "',
        "- '",
        'a: "\\\n',
        'a: b\r',
        '? a\n',
        'a: # \n',
        '😀 ',
        '[😀, ',
        '|\n ',
        '- 1:1:1:',
      ],
      ...[
        '"a" ',
        'a: >\n\n',
        '!!binary a',
        '&a ',
        '%TAG ! x\n',
        '...\n',
        '-\n',
        '\t',
        '1_',
        '0.',
        'a : b\n',
        ':a',
      ],
    ].flatMap((piece) => ['', 'a: ', '[', 'a: "', "a: '"].map((start) => [start, piece] as const)),
  )('%j and then %j again and again', (start, piece) => {
    const reading = read(start + piece.repeat(SIZE / piece.length));
    if (reading.state === 'ok') expect(leavesOf(reading.root).size).toBeLessThan(SIZE);
    else expect(reading.error.line).toBeGreaterThan(0);
  });
});

describe('names of JavaScript', () => {
  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'])(
    '%s is a key like any other',
    (key) => {
      const text = `${key}: {polluted: 1}\nb: 2\n`;
      const reading = read(text);
      expect(reading.state === 'ok' && [...leavesOf(reading.root).keys()]).toEqual([
        `${key}\u001fpolluted`,
        'b',
      ]);
      const result = editConfig(bytesOf(text), 'yaml', [{ op: 'set', path: [key, 'polluted'], value: 3 }], {
        view: 'bukkit',
      });
      expect(result.state === 'edited' && new TextDecoder().decode(result.bytes)).toBe(
        text.replace('1', '3'),
      );
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );
});
