import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from './plan-hash.js';

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** The same with the members of every record in the opposite order. */
const turned = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(turned)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, turned(inner)]),
        )
      : value;

describe('the text of a plan that its hash is taken of', () => {
  it('says all of it, once, in whatever order its members come', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonical(value))).toEqual(value);
        expect(canonical(turned(value))).toBe(canonical(value));
      }),
    );
  });

  it('has its keys in order, no blanks, and nothing of what is left out', () => {
    expect(canonical({ b: [1, { d: null, c: 'x y' }], a: undefined, aa: {} })).toBe(
      '{"aa":{},"b":[1,{"c":"x y","d":null}]}',
    );
  });
});
