import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameBytes, nameText } from './file-name.js';

const bytes = (...values: (number | string)[]): Buffer =>
  Buffer.concat(values.map((one) => (typeof one === 'string' ? Buffer.from(one) : Buffer.from([one]))));

describe('the name of a file as text', () => {
  it.each([
    [bytes('config.yml'), 'config.yml'],
    [bytes('Übersicht 雪🦊.yml'), 'Übersicht 雪🦊.yml'],
    [bytes('\ufeffbom.yml'), '\ufeffbom.yml'],
    [bytes('100% sure%20%2F.yml'), '100% sure%20%2F.yml'],
    [bytes('caf', 0xe9, '.yml'), 'caf%xE9.yml'],
    [bytes('caf%xE9.yml'), 'caf%x25xE9.yml'],
    [bytes('%xe9%xE'), '%xe9%xE'],
    [bytes('%', 0xe9), '%%xE9'],
    [bytes('%x', 0xe9), '%x%xE9'],
    [bytes('%x25xE9'), '%x25x25xE9'],
    [bytes('tab\there\\n'), 'tab%x09here%x5Cn'],
    [bytes('next', 0xc2, 0x85), 'next%xC2%x85'],
    [bytes(0xe2, 0x9f), '%xE2%x9F'],
    [bytes(0xed, 0xa0, 0x80), '%xED%xA0%x80'],
    [bytes(0xc0, 0xaf), '%xC0%xAF'],
    [bytes(0xf5, 0x80), '%xF5%x80'],
  ])('%o is %s, and back', (name, text) => {
    expect(nameText(name)).toBe(text);
    expect(nameBytes(text)).toEqual(name);
  });

  it.each([
    '\u00a1',
    '\u07ff',
    '\u0800',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{10ffff}',
    'ä',
    '雪',
    '🦊',
  ])(
    'keeps the character %j beside a byte that is none, and escapes what is left of it when it is cut off',
    (character) => {
      const whole = Buffer.from(character);
      expect(nameText(bytes(character, 0xe9, '.yml'))).toBe(`${character}%xE9.yml`);
      const cut = whole.subarray(0, -1);
      expect(nameText(cut)).toMatch(/^(%x[0-9A-F]{2})+$/);
      expect(nameText(cut)).toHaveLength(cut.length * 4);
    },
  );

  it('is another one for every name, and leads back to it', () => {
    const pieces = fc.constantFrom('%x', '%', 'x', 'E9', '25', '2', '.', 'ä', '\\', '\t', '🦊');
    const name = fc
      .array(
        fc.oneof(
          pieces.map((text) => Buffer.from(text)),
          fc.uint8Array({ minLength: 1, maxLength: 3 }).map((some) => Buffer.from(some)),
        ),
        {
          minLength: 1,
          maxLength: 12,
        },
      )
      .map((parts) => Buffer.concat(parts));
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(nameBytes(nameText(one))).toEqual(one);
        expect(nameText(one) === nameText(other)).toBe(one.equals(other));
        expect(nameText(one)).not.toMatch(/[\\\p{Cc}]/u);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['%x2F', '%x2E%x2E', '%x61', 'a%x25', 'a\\b', 'a\nb', 'a\0', '\ud800'])(
    '%j is the text of no name',
    (text) => {
      expect(nameBytes(text)).toBeUndefined();
    },
  );
});
