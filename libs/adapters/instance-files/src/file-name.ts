import { Buffer } from 'node:buffer';

/** `%x` and two upper-case hex digits stand for one byte of a name. */
const ESCAPE = /%x([0-9A-F]{2})/g;
/** What a name may hold and a path in text never does: invisible characters, and those that separate a path elsewhere. */
const UNSPEAKABLE = /[\\\p{Cc}]/u;
/** What makes a closer look necessary; bytes that are no UTF-8 are decoded to U+FFFD. */
const SUSPICIOUS = /[\\\p{Cc}\ufffd]|%x[0-9A-F]{2}/u;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The name of a file as text. A file system takes any bytes for a name but `/` and NUL. What is no UTF-8, a control character or
 * a backslash becomes `%xE9`, one for each byte; a name that looks escaped already has its `%` escaped (`%x25xE9`). So no two
 * names have the same text, and nearly all names are their own. This is the one home of that rule; `nameBytes` undoes it.
 */
export function nameText(name: Buffer): string {
  const whole = name.toString('utf8');
  if (!SUSPICIOUS.test(whole)) return whole;
  let text = '';
  for (let offset = 0; offset < name.length;) {
    const length = characterAt(name, offset);
    const character = length === 0 ? undefined : UTF8.decode(name.subarray(offset, offset + length));
    const isPlain = character !== undefined && !UNSPEAKABLE.test(character) && !isEscapedAt(name, offset);
    text += isPlain ? character : escaped(name.subarray(offset, offset + Math.max(1, length)));
    offset += Math.max(1, length);
  }
  return text;
}

/**
 * The bytes that a name in text stands for. undefined for a text that no name has: one that holds a control character, a
 * backslash or half of a character as it is, or escapes what needs no escape (`%x2F` is no way to write a slash).
 */
export function nameBytes(text: string): Buffer | undefined {
  const pieces: Buffer[] = [];
  let from = 0;
  for (const match of text.matchAll(ESCAPE)) {
    pieces.push(Buffer.from(text.slice(from, match.index)), Buffer.from(match[1]!, 'hex'));
    from = match.index + match[0].length;
  }
  const name = Buffer.concat([...pieces, Buffer.from(text.slice(from))]);
  return nameText(name) === text ? name : undefined;
}

/** Bytes of the character that begins here; 0 when none does. */
function characterAt(name: Buffer, offset: number): number {
  const first = name[offset]!;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  try {
    UTF8.decode(name.subarray(offset, offset + length));
    return length;
  } catch {
    // No character begins with this byte, or the next ones do not go on with it
    return 0;
  }
}

const isEscapedAt = (name: Buffer, offset: number): boolean =>
  /%x[0-9A-F]{2}/.test(name.toString('latin1', offset, offset + 4));

const escaped = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `%x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
