import { isUuid } from '@archivesmp/contracts/uuid';

/** Bits a character, by how often each occurs. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}

const ALPHABET = /^[A-Za-z0-9+/_=.-]+$/;
const SHORTEST = 12;
const BITS = 3;

/**
 * Whether a text looks as if drawn by chance: keys in hex and base64, generated codes. Words, names of items, versions, paths, permissions
 * and UUIDs do not.
 */
export function isOpaque(text: string): boolean {
  if (text.length < SHORTEST || !ALPHABET.test(text) || isUuid(text)) return false;
  const longest = Math.max(...text.split(/[._/=+-]+/).map((run) => run.length));
  const switches = (text.match(/[0-9](?=[A-Za-z])|[A-Za-z](?=[0-9])|[a-z](?=[A-Z])/g) ?? []).length;
  const hasDigit = /\d/.test(text);
  const isCode = hasDigit && longest >= 8 && switches >= 3;
  const isPadded = text.endsWith('=') && longest >= 12;
  return (isCode || isPadded) && entropyOf(text) >= BITS;
}
