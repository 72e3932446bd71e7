import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decrypt, encrypt } from './content-cipher.js';
import { StorageKeys } from './storage-keys.js';

const [KEY, OTHER] = ['a'.repeat(64), 'b'.repeat(64)];
const keys = new StorageKeys(KEY);
const NAME = keys.current.nameOf('c'.repeat(64));

describe('an encrypted content', () => {
  it('is what it was, says nothing of it, and is another each time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const content = Buffer.from(bytes);
        const stored = encrypt(keys, NAME, content);
        expect(decrypt(keys, NAME, stored)).toEqual({ content });
        expect(stored).not.toEqual(encrypt(keys, NAME, content));
        if (content.length > 8) expect(stored.includes(content)).toBe(false);
      }),
    );
  });

  it('is damaged when one bit of it is another, or a part is missing', () => {
    const stored = encrypt(keys, NAME, Buffer.from('password: hunter2\n'));
    fc.assert(
      fc.property(fc.nat({ max: stored.length * 8 - 1 }), (bit) => {
        const altered = Buffer.from(stored);
        altered[bit >> 3]! ^= 1 << (bit & 7);
        expect(decrypt(keys, NAME, altered)).toHaveProperty('damage');
      }),
    );
    for (let length = 0; length < stored.length; length++)
      expect(decrypt(keys, NAME, stored.subarray(0, length))).toHaveProperty('damage');
  });

  it('passes for no other content, and needs a key that the settings have', () => {
    const stored = encrypt(keys, NAME, Buffer.from('a: 1\n'));
    const another = keys.current.nameOf('d'.repeat(64));
    expect(decrypt(keys, another, stored)).toEqual({ damage: expect.stringContaining('moved') as string });
    expect(decrypt(new StorageKeys(OTHER), NAME, stored)).toEqual({
      damage: expect.stringContaining(`the key ${keys.current.id}`) as string,
    });
    expect(decrypt(new StorageKeys(OTHER, [KEY]), NAME, stored)).toHaveProperty('content');
    const later = Buffer.from(stored);
    later[4] = 2;
    expect(decrypt(keys, NAME, later)).toEqual({ damage: expect.stringContaining('form 2') as string });
  });

  it('has a name that tells nothing without the key', () => {
    const sha256 = 'c'.repeat(64);
    expect(keys.current.nameOf(sha256)).toBe(NAME);
    expect(NAME).toMatch(/^[0-9a-f]{64}$/);
    expect(new StorageKeys(OTHER).current.nameOf(sha256)).not.toBe(NAME);
  });
});
