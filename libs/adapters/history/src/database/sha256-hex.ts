import { createHash } from 'node:crypto';

/** How tokens and session ids are stored: they are long and random, so one fast hash is enough. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
