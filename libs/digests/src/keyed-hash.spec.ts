import { expect, it } from 'vitest';
import { keyedHash, keyedHashHex } from './keyed-hash.js';

/** RFC 4231, test case 2. */
const OF_JEFE = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';

it('is HMAC with sha256, of all pieces', () => {
  expect(keyedHashHex('Jefe', 'what do ya want for nothing?')).toBe(OF_JEFE);
  expect(keyedHashHex(Buffer.from('Jefe'), 'what do ya want ', Buffer.from('for nothing?'))).toBe(OF_JEFE);
  expect(keyedHash('Jefe', 'what do ya want for nothing?').toString('hex')).toBe(OF_JEFE);
});

it('is another one under another key', () => {
  expect(keyedHashHex('a', 'x')).not.toBe(keyedHashHex('b', 'x'));
});
