/** Whole lines of a line-based format, for removing and adding entries. Offsets are UTF-16 units. */

/** The line ending used nearest before an offset; that of the first line for the first one; LF where there is none. */
export function lineEndingBefore(text: string, offset: number): string {
  const before = text.lastIndexOf('\n', offset - 1);
  const lineBreak = before < 0 ? text.indexOf('\n') : before;
  return lineBreak > 0 && text.charAt(lineBreak - 1) === '\r' ? '\r\n' : '\n';
}

/** Start of the line an offset is on. */
export function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset after the line ending of the line an offset is on. */
export function nextLineOf(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/**
 * Where removing an entry has to start: at the comment lines directly above it when they speak of this entry alone,
 * otherwise at its own line. Comments at the top of the file are the file's; comments above several entries in a row
 * are the group's.
 */
export function startWithOwnComments(
  text: string,
  lineStart: number,
  lineEnd: number,
  isComment: (line: string) => boolean,
): number {
  const next = text.slice(lineEnd, nextLineOf(text, lineEnd)).trim();
  if (next !== '' && !isComment(next)) return lineStart;
  let start = lineStart;
  while (start > 0) {
    const above = lineStartOf(text, start - 1);
    if (!isComment(text.slice(above, start).trim())) return start;
    start = above;
  }
  return lineStart;
}

/** The range of whole lines to take out; the last line of a text without a final line ending takes the one before. */
export function linesToRemove(
  text: string,
  start: number,
  end: number,
): { readonly start: number; readonly end: number } {
  const hasFinalLineEnd = text.charAt(end - 1) === '\n' || text.charAt(end - 1) === '\r';
  if (end < text.length || hasFinalLineEnd || start === 0) return { start, end };
  const ending = text.charAt(start - 1) === '\n' && text.charAt(start - 2) === '\r' ? 2 : 1;
  return { start: start - ending, end };
}
