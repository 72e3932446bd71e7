import { createHash } from 'node:crypto';

/** Our own name space for UUIDs of instances that AMP has not named. Never change it: it is identity. */
const NAMESPACE = Buffer.from('6f1a6b1c5f0d4a5e9a3ce7d1b2f4c860', 'hex');

/** UUID version 5 (RFC 9562) of host and folder: the same folder on the same host always gets the same id. */
export function derivedInstanceId(host: string, folder: string): string {
  const hash = createHash('sha1')
    .update(NAMESPACE)
    .update(`${host}/${folder}`, 'utf8')
    .digest()
    .subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
