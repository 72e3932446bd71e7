import type { Span } from '../model.js';

/** Whether a range of text holds a comment: one of the marks outside of texts in quotes (also tripled ones). */
export function hasComment(text: string, span: Span, marks: readonly string[], quotes: string): boolean {
  for (let at = span.start; at < span.end; at++) {
    if (marks.some((mark) => text.startsWith(mark, at))) return true;
    if (quotes.includes(text.charAt(at))) at = endOfText(text, at) - 1;
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
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === quote) return at + 1;
    if (text.charAt(at) === '\\' && quote === '"') at++;
  }
  return text.length;
}
