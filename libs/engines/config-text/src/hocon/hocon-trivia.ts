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
  for (let at = start; ;) {
    at = endOfBlanks(text, at);
    if (text.charCodeAt(at) === 10) {
      hasLineBreak = true;
      at++;
    } else if (isComment(text, at)) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else {
      return { end: at, hasLineBreak };
    }
  }
}

export const isComment = (text: string, at: number): boolean =>
  text.charCodeAt(at) === 35 || text.startsWith('//', at);

/** Whether a value cannot go on here: end of the line, a comma, a closing bracket or a comment. */
export function isValueEnd(text: string, at: number): boolean {
  const next = text.charAt(at);
  return next === '' || next === '\n' || next === ',' || next === '}' || next === ']' || isComment(text, at);
}
