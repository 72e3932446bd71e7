import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { StateFolder } from './state-folder.js';

/** What the hub signs orders with, and what its agents believe. Made once per checkout. PEM. */
export interface OrderKeyPair {
  privateKey: string;
  publicKey: string;
}

const FILE = 'order-keys.json';

export function orderKeys(state: StateFolder): OrderKeyPair {
  const known = state.readJson<OrderKeyPair>(FILE);
  if (known !== undefined) return known;
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  state.writeJson(FILE, pair);
  return pair;
}

/** The key under which what rests in S3 is signed. Made once per checkout. */
export function storageKey(state: StateFolder): string {
  const known = state.readJson<{ key: string }>('storage-key.json');
  if (known !== undefined) return known.key;
  const key = randomBytes(32).toString('hex');
  state.writeJson('storage-key.json', { key });
  return key;
}
