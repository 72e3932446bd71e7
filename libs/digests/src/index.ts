export { uuidOfHash, uuidOfName, uuidOfText } from './derived-uuid.js';
export { keyFingerprint } from './key-fingerprint.js';
export { keyedHash, keyedHashHex } from './keyed-hash.js';
export { isSameText } from './same-text.js';
export { RunningSha256, sha256Hex, sha256OfParts, sha256OfStream, type HashedContent } from './sha256.js';
