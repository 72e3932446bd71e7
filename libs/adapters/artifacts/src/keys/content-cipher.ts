import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { StorageKeys } from './storage-keys.js';

/*
 * How an encrypted content begins: 4 bytes `ASMP`, 1 byte version, 8 bytes id of the key, 12 bytes nonce. Then the ciphertext
 * (AES-256-GCM), last its tag of 16 bytes. The head and the name of the content are authenticated with it, so that no content
 * passes for another. It says everything that is needed to read it but the key, wherever it is carried.
 */
const MAGIC = Buffer.from('ASMP');
const VERSION = 1;
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = MAGIC.length + 1 + KEY_ID_BYTES + NONCE_BYTES;

/** What became of bytes that were to be decrypted. */
export type Decrypted =
  | { readonly content: Buffer }
  /** Altered, cut off, moved to another name, or nothing of ours. */
  | { readonly damage: string };

/** Encrypts under the current key. @param name under which it will lie; it can be decrypted under no other */
export function encrypt(keys: StorageKeys, name: string, content: Buffer): Buffer {
  const { current } = keys;
  const nonce = randomBytes(NONCE_BYTES);
  const head = Buffer.concat([MAGIC, Buffer.from([VERSION]), Buffer.from(current.id, 'hex'), nonce]);
  const cipher = createCipheriv('aes-256-gcm', current.contentKey(name), nonce);
  cipher.setAAD(Buffer.concat([head, Buffer.from(name)]));
  return Buffer.concat([head, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** Whether it begins as what is encrypted does; it may be damaged all the same. */
export const isEncrypted = (stored: Buffer): boolean => stored.subarray(0, MAGIC.length).equals(MAGIC);

/** Decrypts by the key that the head names; never throws. */
export function decrypt(keys: StorageKeys, name: string, stored: Buffer): Decrypted {
  if (stored.length < HEAD_BYTES + TAG_BYTES || !isEncrypted(stored))
    return { damage: 'it is no encrypted content' };
  if (stored[MAGIC.length] !== VERSION)
    return {
      damage: `it is encrypted in the form ${stored[MAGIC.length]}, which this version does not know`,
    };
  const id = stored.subarray(MAGIC.length + 1, MAGIC.length + 1 + KEY_ID_BYTES).toString('hex');
  const key = keys.withId(id);
  if (key === undefined)
    return {
      damage: `it is encrypted with the key ${id}, which is neither storage.key nor among storage.earlier_keys`,
    };
  const head = stored.subarray(0, HEAD_BYTES);
  const end = stored.length - TAG_BYTES;
  const decipher = createDecipheriv(
    'aes-256-gcm',
    key.contentKey(name),
    head.subarray(HEAD_BYTES - NONCE_BYTES),
  );
  decipher.setAAD(Buffer.concat([head, Buffer.from(name)]));
  decipher.setAuthTag(stored.subarray(end));
  try {
    return { content: Buffer.concat([decipher.update(stored.subarray(HEAD_BYTES, end)), decipher.final()]) };
  } catch {
    // The library only says that the tag does not fit
    return { damage: 'it was altered, cut off, or moved here from another name' };
  }
}
