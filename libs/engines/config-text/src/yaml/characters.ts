/**
 * Character classes of SnakeYAML's scanner, on UTF-16 codes. 0 stands for the end of the text: a real NUL never gets
 * this far (`UNPRINTABLE`).
 */
export const END = 0;
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const SINGLE_QUOTE = 0x27;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const COLON = 0x3a;
export const QUESTION = 0x3f;
export const BACKSLASH = 0x5c;
export const NEXT_LINE = 0x85;
export const BYTE_ORDER_MARK = 0xfeff;

/** What `StreamReader.isPrintable` refuses; halves of surrogate pairs are fine because decoding makes only whole pairs. */
// eslint-disable-next-line no-control-regex
export const UNPRINTABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** LF, CR, NEL, LS, PS: everything that `scanLineBreak` takes. */
export function isBreak(code: number): boolean {
  if (code > CR && code < NEXT_LINE) return false;
  return code === LF || code === CR || code === NEXT_LINE || code === 0x2028 || code === 0x2029;
}

export function isBreakOrEnd(code: number): boolean {
  return code === END || isBreak(code);
}

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Blank, tab, line break or end: what must follow `-`, `?`, `:` and what ends a plain scalar. */
export function isGap(code: number): boolean {
  if (code > SPACE && code < NEXT_LINE) return false;
  return code === SPACE || code === TAB || isBreakOrEnd(code);
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** ASCII letters, digits, `-` and `_`. */
export function isWord(code: number): boolean {
  return (
    isDigit(code) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === MINUS ||
    code === 0x5f
  );
}

/** Whether `code` is one of the characters of `set`. */
export function isOneOf(code: number, set: string): boolean {
  return code !== END && set.includes(String.fromCharCode(code));
}
