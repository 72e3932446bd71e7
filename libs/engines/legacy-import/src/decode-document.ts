import type { LegacyDocument } from './legacy-document.js';

/**
 * The text of a saved document: UTF-16 with a byte order mark or told by its zero bytes, UTF-8 with or without a
 * mark, else windows-1252, which is what a spreadsheet calls "CSV". Never throws.
 */
export function decodedText({ bytes }: Pick<LegacyDocument, 'bytes'>): string {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return new TextDecoder(utf16).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // because `fatal` throws on what is no UTF-8
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.length < 2 || bytes.length % 2 !== 0) return undefined;
  // every document begins with a letter or a sign of ASCII
  if (first !== 0 && second === 0) return 'utf-16le';
  return first === 0 && second !== 0 ? 'utf-16be' : undefined;
}
