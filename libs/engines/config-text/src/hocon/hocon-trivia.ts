// eslint-disable-next-line no-control-regex
const BLANKS = /[\t\v\f\r \x1c-\x1f\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*/y;

/** Offset after blanks; only LF ends a line. */
export function endOfBlanks(text: string, start: number): number {
  BLANKS.lastIndex = start;
  BLANKS.test(text);
  return BLANKS.lastIndex;
}

/** Offset after blanks, line breaks and comments (`#` and `//` to the end of the line). */
export function endOfTrivia(
  text: string,
  start: number,
): { readonly end: number; readonly hasLineBreak: boolean } {
  let hasLineBreak = false;
  for (let offset = start; ;) {
    offset = endOfBlanks(text, offset);
    if (text.charCodeAt(offset) === 10) {
      hasLineBreak = true;
      offset++;
    } else if (isComment(text, offset)) {
      const end = text.indexOf('\n', offset);
      offset = end < 0 ? text.length : end;
    } else {
      return { end: offset, hasLineBreak };
    }
  }
}

export const isComment = (text: string, offset: number): boolean =>
  text.charCodeAt(offset) === 35 || text.startsWith('//', offset);

/** Whether a value cannot go on here: end of the line, a comma, a closing bracket or a comment. */
export function isValueEnd(text: string, offset: number): boolean {
  const next = text.charAt(offset);
  return (
    next === '' || next === '\n' || next === ',' || next === '}' || next === ']' || isComment(text, offset)
  );
}
