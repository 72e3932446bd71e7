import { ReadFailure } from '../source/reading.js';

/**
 * Offset of the next character that is neither blank nor comment. Comments: `//` and `#` to the end of the line,
 * `/* … *\/`, as the lenient reader of Gson takes them; a byte order mark counts as a blank.
 */
export function skipTrivia(text: string, start: number): number {
  let offset = start;
  for (;;) {
    const code = text.charCodeAt(offset);
    if (code === 32 || code === 10 || code === 13 || code === 9 || code === 0xfeff) offset++;
    else if (code === 35) offset = lineEnd(text, offset);
    else if (code === 47) offset = afterSlash(text, offset);
    else return offset;
  }
}

function afterSlash(text: string, offset: number): number {
  const next = text.charCodeAt(offset + 1);
  if (next === 47) return lineEnd(text, offset);
  if (next !== 42) throw new ReadFailure('unexpected "/"; a comment is // or /* */', offset);
  const end = text.indexOf('*/', offset + 2);
  if (end < 0) throw new ReadFailure('this comment is never closed', offset);
  return end + 2;
}

function lineEnd(text: string, start: number): number {
  let offset = start;
  for (; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 10 || code === 13) break;
  }
  return offset;
}
