import { readConfig, type ConfigNode } from '@archivesmp/config-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNumber, meaningOf, sameMeaning, sameScalarMeaning } from './same-meaning.js';

const read = (value: string): ConfigNode => {
  const reading = readConfig(new TextEncoder().encode(value), 'yaml');
  if (reading.state !== 'ok') throw new Error(value);
  return reading.root;
};
const same = (left: string, right: string): boolean => {
  const answer = sameMeaning(read(`v: ${left}`), read(`v: ${right}`));
  expect(meaningOf(read(`v: ${left}`)) === meaningOf(read(`v: ${right}`)), 'meaningOf says the same').toBe(
    answer,
  );
  expect(sameMeaning(read(`v: ${right}`), read(`v: ${left}`)), 'either way').toBe(answer);
  return answer;
};

describe('the same meaning', () => {
  it('has a reference to the same key, whatever stands there', () => {
    const referring = (to: string, value: number): ConfigNode => {
      const reading = readConfig(
        new TextEncoder().encode(`b = ${value}\nc = ${value}\na = \${${to}}\n`),
        'hocon',
      );
      if (reading.state !== 'ok' || reading.root.kind !== 'map') throw new Error(to);
      return reading.root.entries.find(({ key }) => key === 'a')!.value;
    };
    expect(sameMeaning(referring('b', 1), referring('b', 2))).toBe(true);
    expect(sameMeaning(referring('b', 1), referring('c', 2))).toBe(false);
  });

  it.each([
    ['1', '1.0'],
    ['0', '-0.0'],
    ['.nan', '.NaN'],
    ["'a'", '"a"'],
    ['yes', 'true'],
    ['~', 'null'],
    ['[1, [a]]', '[1.0, ["a"]]'],
    ['{}', '{}'],
    ['[]', '[]'],
    ['{a: 1, b: 2}', '{b: 2, a: 1}'],
    ['{a: 1, b: 2, c: 3}', '{a: 1, c: 3, b: 2}'],
    ['{a: {b: 1, c: 2}}', '{a: {c: 2, b: 1}}'],
  ])('%s and %s', (left, right) => expect(same(left, right)).toBe(true));

  it.each([
    ['1', '"1"'],
    ['1', '2'],
    ['1', '1.5'],
    ['true', '"true"'],
    ['null', '"null"'],
    ['null', 'false'],
    ['a', 'b'],
    ['[]', '{}'],
    ['a', '[a]'],
    ['a', '{a: a}'],
    ['[a]', 'a'],
    ['[a, b]', '[b, a]'],
    ['[a]', '[a, b]'],
    ['{a: 1}', '{a: 2}'],
    ['{a: 1}', '{b: 1}'],
    ['{a: 1}', '{a: 1, b: 2}'],
    ['{a: 1, b: 2}', '{b: 1, a: 2}'],
    ['{a: 1, b: 2}', '{a: 1, c: 2}'],
    ['{a: 1, b: 2, c: 3}', '{a: 1, c: 3, b: 9}'],
    ['{a: 1, b: 2, c: 3}', '{a: 1, d: 3, b: 2}'],
  ])('not %s and %s', (left, right) => expect(same(left, right)).toBe(false));

  it('of maps does not depend on the order of their keys, at any depth', () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom('a', 'b'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    const turned = (one: unknown): unknown =>
      Array.isArray(one)
        ? one.map(turned)
        : one !== null && typeof one === 'object'
          ? Object.fromEntries(
              Object.entries(one)
                .reverse()
                .map(([key, inner]) => [key, turned(inner)]),
            )
          : one;
    fc.assert(
      fc.property(value, value, (left, right) => {
        expect(same(JSON.stringify(left), JSON.stringify(turned(left)))).toBe(true);
        same(JSON.stringify(left), JSON.stringify(right));
      }),
    );
  });

  it('of large whole numbers is exact', () => {
    expect(same('9007199254740993', '9007199254740992')).toBe(false);
    expect(same('9007199254740993', '9007199254740993')).toBe(true);
  });

  it('is asked of single values, too', () => {
    const scalar = (text: string) =>
      (read(`v: ${text}`) as never as { entries: { value: never }[] }).entries[0]!.value;
    expect(sameScalarMeaning(scalar('1'), scalar('1.0'))).toBe(true);
    expect(sameScalarMeaning(scalar('1'), scalar('a'))).toBe(false);
    expect([isNumber(scalar('1')), isNumber(scalar('1.5')), isNumber(scalar('a'))]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
