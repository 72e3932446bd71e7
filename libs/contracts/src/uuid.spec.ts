import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUuid } from './uuid.js';

const ONE = '0b2a6a52-9c0f-4a57-8a35-4f2f4a9e1c11';

describe('what is written like a UUID', () => {
  it('is any of them, in either case', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect([isUuid(id), isUuid(id.toUpperCase())]).toEqual([true, true]);
      }),
    );
    expect(isUuid('00000000-0000-0000-0000-000000000000')).toBe(true);
  });

  it.each([
    '',
    `x${ONE}`,
    `${ONE}x`,
    `${ONE}\n`,
    `{${ONE}}`,
    `../${ONE.slice(3)}`,
    ONE.replaceAll('-', ''),
    ONE.replace('0b2a', '0g2a'),
    ONE.replace('-9c0f-', '-9c0-f'),
    ONE.slice(1),
    'a'.repeat(36),
    '-'.repeat(36),
  ])('is not %j', (text) => expect(isUuid(text)).toBe(false));
});
