/** Why a document cannot be read, at a UTF-16 offset of its text. */
export class YamlError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** Line and column of an offset, counted from 1. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (
    let lineBreak = text.indexOf('\n');
    lineBreak !== -1 && lineBreak < offset;
    lineBreak = text.indexOf('\n', lineBreak + 1)
  ) {
    line++;
    start = lineBreak + 1;
  }
  return { line, column: offset - start + 1 };
}
