import { ReadFailure } from '../source/reading.js';

/**
 * Offset of the next character that is neither blank nor comment. Comments: `//` and `#` to the end of the line,
 * `/* … *\/`, as the lenient reader of Gson takes them; a byte order mark counts as a blank.
 */
export function skipTrivia(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 10 || code === 13 || code === 9 || code === 0xfeff) at++;
    else if (code === 35) at = lineEnd(text, at);
    else if (code === 47) at = afterSlash(text, at);
    else return at;
  }
}

function afterSlash(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === 47) return lineEnd(text, at);
  if (next !== 42) throw new ReadFailure('unexpected "/"; a comment is // or /* */', at);
  const end = text.indexOf('*/', at + 2);
  if (end < 0) throw new ReadFailure('this comment is never closed', at);
  return end + 2;
}

function lineEnd(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) break;
  }
  return at;
}
