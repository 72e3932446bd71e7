import { printable } from './printable.js';

/**
 * The hunks of a unified text, safe to be shown; without the lines in front of the first one, which name the file. Empty where
 * there is no hunk.
 */
export function hunkLines(diff = ''): string[] {
  const lines = diff.replace(/\n$/, '').split('\n');
  const first = lines.findIndex((line) => line.startsWith('@@'));
  return first < 0 ? [] : lines.slice(first).map(shownLine);
}

/** Tabs stay: files are indented by them. */
const shownLine = (line: string): string => line.replace(/\r$/, '').split('\t').map(printable).join('\t');
