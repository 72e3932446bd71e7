import { createPublicKey, type KeyObject } from 'node:crypto';
import { sha256Hex } from './sha256.js';

/** Names a key pair without showing it: the first 16 hex digits of the sha256 of its public half (SPKI, DER). Either half gives the same. */
export function keyFingerprint(key: KeyObject): string {
  const open = key.type === 'private' ? createPublicKey(key) : key;
  return sha256Hex(open.export({ type: 'spki', format: 'der' })).slice(0, 16);
}
