/** One small change of a source file that a test should notice. */
export interface Mutant {
  /** Relative to the repository, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Which rule of the list made it. */
  readonly operator: string;
  /** Offsets of what is replaced. */
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
}

/** The file with the change in it. */
export const mutated = (source: string, { start, end, replacement }: Mutant): string =>
  source.slice(0, start) + replacement + source.slice(end);

/** In one line: what became what. */
export const changeOf = ({ operator, original, replacement }: Mutant): string =>
  `${operator}: ${shown(original)} → ${shown(replacement)}`;

function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? '(nothing)' : line.length <= 90 ? line : `${line.slice(0, 87)}…`;
}
