import { decodeBytes } from '@archivesmp/config-text';

/** Where two texts part, by line; a line that one of them does not have is undefined. Lines count from 1. */
export interface TextDifference {
  readonly line: number;
  readonly expected: string | undefined;
  readonly actual: string | undefined;
}

/**
 * For files that cannot be read by key: compared line by line. Line ends, byte order mark, blanks at line ends and blank
 * lines at the end are format, not content.
 */
export function textDifference(expected: Uint8Array, actual: Uint8Array): TextDifference | undefined {
  const wanted = linesOf(expected);
  const found = linesOf(actual);
  const longest = Math.max(wanted.length, found.length);
  for (let index = 0; index < longest; index++) {
    if (wanted[index] !== found[index])
      return { line: index + 1, expected: wanted[index], actual: found[index] };
  }
  return undefined;
}

function linesOf(bytes: Uint8Array): string[] {
  const lines = decodeBytes(bytes, 'utf8-latin1')
    .text.split(/\r\n|\n|\r/)
    .map((line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}
