import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { inexactNumber } from './exact-value.js';
import { KeyChangeRequest } from './plan.js';

describe('a number in JSON', () => {
  it.each(['9007199254740992', '-9007199254740992', '123456789012345678', '{"a":[1,{"b":1e21}]}'])(
    'that may have been rounded on the way is found: %s',
    (json) => {
      expect(inexactNumber(JSON.parse(json))).toBeTypeOf('number');
    },
  );

  it.each([
    '9007199254740991',
    '-9007199254740991',
    '0.1',
    '1.5e-300',
    '"123456789012345678"',
    'null',
    '[{"a":true}]',
  ])('that is what was written passes: %s', (json) => {
    expect(inexactNumber(JSON.parse(json))).toBeUndefined();
  });

  it('is refused as the value of a key, with what to do', async () => {
    const mistakes = async (value: unknown) =>
      (await validate(plainToInstance(KeyChangeRequest, { op: 'set', path: ['channel'], value }))).flatMap(
        ({ constraints }) => Object.values(constraints ?? {}),
      );
    expect(await mistakes(123_456_789_012_345_680)).toEqual([
      expect.stringMatching(/^holds 123456789012345680, .* write the whole file with content$/),
    ]);
    expect(await mistakes('123456789012345678')).toEqual([]);
  });
});
