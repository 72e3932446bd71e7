import type { Span } from '../model.js';

/** Whether a range of text holds a comment: one of the marks outside of texts in quotes (also tripled ones). */
export function hasComment(text: string, span: Span, marks: readonly string[], quotes: string): boolean {
  for (let offset = span.start; offset < span.end; offset++) {
    if (marks.some((mark) => text.startsWith(mark, offset))) return true;
    if (quotes.includes(text.charAt(offset))) offset = endOfText(text, offset) - 1;
  }
  return false;
}

function endOfText(text: string, start: number): number {
  const quote = text.charAt(start);
  const triple = quote.repeat(3);
  if (text.startsWith(triple, start)) {
    const end = text.indexOf(triple, start + 3);
    return end < 0 ? text.length : end + 3;
  }
  for (let offset = start + 1; offset < text.length; offset++) {
    if (text.charAt(offset) === quote) return offset + 1;
    if (text.charAt(offset) === '\\' && quote === '"') offset++;
  }
  return text.length;
}
