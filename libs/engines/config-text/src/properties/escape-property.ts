/** How much a value's neighbourhood escapes, so that an edit looks like what stands there. */
export interface PropertyStyle {
  /** `minecraft\:normal` rather than `minecraft:normal`. */
  readonly escapesSeparators: boolean;
  /** Characters up to this code are written as they are; everything above as `\uXXXX`. */
  readonly rawUpTo: number;
}

const ASCII_END = 0x7e;
const LATIN1_END = 0xff;

/**
 * The style of a file around a value. Characters outside ASCII are written raw only where the file shows that it
 * holds them: it may be read as latin-1 (before Minecraft 1.20) or as UTF-8, and `\uXXXX` means the same in both.
 */
export function propertyStyleOf(text: string, rawValue: string): PropertyStyle {
  const escapesSeparators =
    /\\[:=]/.test(rawValue) || (!/[:=]/.test(rawValue) && /^[^#!\n\r][^=\n\r]*=[^\n\r]*\\[:=]/m.test(text));
  let rawUpTo = ASCII_END;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code > LATIN1_END) return { escapesSeparators, rawUpTo: 0xffff };
    if (code > 0x7f) rawUpTo = LATIN1_END;
  }
  return { escapesSeparators, rawUpTo };
}

const NAMED: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\f': '\\f',
  '\\': '\\\\',
};

/** A value so that Java reads back exactly it, behind a separator that is `=` or `:`. */
export function escapedValue(value: string, style: PropertyStyle): string {
  return escaped(value, style, style.escapesSeparators).replace(/^ /, '\\ ');
}

/** A key so that Java reads back exactly it. */
export function escapedKey(key: string, style: PropertyStyle): string {
  return escaped(key, style, true)
    .replaceAll(' ', '\\ ')
    .replace(/^([#!])/, '\\$1');
}

function escaped(text: string, style: PropertyStyle, escapesSeparators: boolean): string {
  let result = '';
  for (let offset = 0; offset < text.length; offset++) {
    const character = text.charAt(offset);
    const code = text.charCodeAt(offset);
    if (character in NAMED) result += NAMED[character];
    else if (escapesSeparators && (character === '=' || character === ':')) result += `\\${character}`;
    else if (code < 32 || code === 0x7f || code > style.rawUpTo || isSurrogateHalf(text, offset))
      result += unicodeEscape(code);
    else result += character;
  }
  return result;
}

/** Half of a pair alone cannot be written as UTF-8. */
function isSurrogateHalf(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  if (code < 0xd800 || code > 0xdfff) return false;
  const isHigh = code < 0xdc00;
  const other = text.charCodeAt(isHigh ? offset + 1 : offset - 1);
  return isHigh ? !(other >= 0xdc00 && other <= 0xdfff) : !(other >= 0xd800 && other < 0xdc00);
}

const unicodeEscape = (code: number): string => `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
