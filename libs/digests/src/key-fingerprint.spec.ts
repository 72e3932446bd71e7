import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { keyFingerprint } from './key-fingerprint.js';

/** The key of RFC 8410, section 10.3. */
const KNOWN = createPrivateKey(
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n',
);

it('is the same for both halves, and what openssl gives for the public one', () => {
  expect(keyFingerprint(KNOWN)).toBe('a1e9156054e04fac');
  expect(keyFingerprint(createPublicKey(KNOWN))).toBe(keyFingerprint(KNOWN));
});

it('is another one for another key', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  expect(keyFingerprint(publicKey)).not.toBe(keyFingerprint(KNOWN));
});
