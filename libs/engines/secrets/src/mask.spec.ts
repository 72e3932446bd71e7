import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MASK, maskedLine } from './mask.js';

it.each([
  ['cannot reach redis://default:hunter2@cache:6379/0', `cannot reach redis://${MASK}@cache:6379/0`],
  ['sent Bearer abcdefgh to the hub', `sent Bearer ${MASK} to the hub`],
  ['token: abc123', `token: ${MASK}`],
])('of %s what logs somebody in is hidden, and the rest stays', (line, masked) =>
  expect(maskedLine(line)).toBe(masked),
);

it('leaves a line without a secret as it is', () => {
  for (const line of ['listening on http://127.0.0.1:8000', 'basic settings were read', '3 tokens are valid'])
    expect(maskedLine(line)).toBe(line);
});

it('is done once: what is masked stays as it is', () => {
  const piece = fc.constantFrom(
    'a://u:p1@h',
    'Bearer abcdefgh1',
    'token: x1',
    'password=x1',
    ' ',
    '"',
    'word',
    MASK,
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const masked = maskedLine(pieces.join(' '));
      expect(maskedLine(masked)).toBe(masked);
    }),
    { numRuns: 300 },
  );
});
