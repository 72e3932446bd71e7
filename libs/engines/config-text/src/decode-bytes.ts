/** A file's bytes as text, and what is needed to write the same bytes again. */
export interface DecodedText {
  /** Without the byte order mark, unless that is text to the reader. */
  readonly text: string;
  readonly bom: boolean;
  readonly encoding: 'utf8' | 'latin1';
  /** Bytes that are no UTF-8 were replaced by U+FFFD: `text` cannot give the bytes back. */
  readonly lossy: boolean;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Decodes as the game does (facts/config-quirks.md, 4.4 and 7): a byte order mark is dropped, unless it is text for this reader; malformed UTF-8 becomes
 * U+FFFD, or, for `utf8-latin1`, makes the whole file latin-1. Never throws.
 */
export function decodeBytes(
  bytes: Uint8Array,
  decoding: 'utf8' | 'utf8-latin1' = 'utf8',
  bomIsText = false,
): DecodedText {
  const bom = !bomIsText && bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = bom ? bytes.subarray(3) : bytes;
  try {
    return { text: strict.decode(body), bom, encoding: 'utf8', lossy: false };
  } catch {
    // because `fatal` throws on malformed bytes: decide by the format what they mean
    if (decoding === 'utf8-latin1')
      return { text: latin1(bytes), bom: false, encoding: 'latin1', lossy: false };
    return { text: lenient.decode(body), bom, encoding: 'utf8', lossy: true };
  }
}

function latin1(bytes: Uint8Array): string {
  // not TextDecoder('latin1'): that is windows-1252 and changes 0x80 to 0x9f
  const parts: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(offset, offset + 8192)));
  }
  return parts.join('');
}

/** Text back to bytes; undefined when a character does not fit into latin-1. Must not be called for `lossy` text. */
export function encodeText(
  text: string,
  decoded: Pick<DecodedText, 'bom' | 'encoding'>,
): Uint8Array | undefined {
  if (decoded.encoding === 'utf8') {
    const body = new TextEncoder().encode(text);
    if (!decoded.bom) return body;
    const bytes = new Uint8Array(body.length + 3);
    bytes.set([0xef, 0xbb, 0xbf]);
    bytes.set(body, 3);
    return bytes;
  }
  const bytes = new Uint8Array(text.length);
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code > 0xff) return undefined;
    bytes[offset] = code;
  }
  return bytes;
}
