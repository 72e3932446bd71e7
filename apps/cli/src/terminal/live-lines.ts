/** Lines that are drawn again in place while something goes on. */
export interface LiveLines {
  /** How many lines fit. */
  readonly height: number;
  /** False when they would not be seen. */
  readonly isShown: boolean;
  show(lines: readonly string[]): void;
  /** Removes them again. */
  done(): void;
}

export const noLiveLines: LiveLines = {
  height: Infinity,
  isShown: false,
  show: () => undefined,
  done: () => undefined,
};

const DEFAULT_ROWS = 24;
const DEFAULT_COLUMNS = 80;

/** On a terminal: what was drawn is overwritten, and a line that is too long is cut, because a wrapped one could not be. */
export function liveLines(stream: NodeJS.WriteStream): LiveLines {
  let drawn = 0;
  const back = (): string => (drawn === 0 ? '\r' : `\r\u001b[${drawn}A`);
  return {
    get height() {
      return Math.max(1, (stream.rows || DEFAULT_ROWS) - 1);
    },
    isShown: true,
    show(lines) {
      const width = (stream.columns || DEFAULT_COLUMNS) - 1;
      const shown = lines.slice(0, this.height).map((line) => cutToWidth(line, width));
      stream.write(`${back()}\u001b[J${shown.map((line) => `${line}\n`).join('')}`);
      drawn = shown.length;
    },
    done() {
      if (drawn > 0) stream.write(`${back()}\u001b[J`);
      drawn = 0;
    },
  };
}

// eslint-disable-next-line no-control-regex -- colours are control characters
const COLOUR = /\u001b\[[\d;]*m/y;
const PLAIN = '\u001b[0m';

/** The first `width` characters of a line; colours have no width, and are switched off where it is cut. */
export function cutToWidth(line: string, width: number): string {
  let seen = 0;
  let index = 0;
  let isColoured = false;
  while (index < line.length) {
    COLOUR.lastIndex = index;
    const colour = COLOUR.exec(line)?.[0];
    if (colour !== undefined) {
      isColoured = true;
      index += colour.length;
      continue;
    }
    const character = String.fromCodePoint(line.codePointAt(index)!);
    if (seen + 1 > width) return `${line.slice(0, index)}${isColoured ? PLAIN : ''}`;
    seen += 1;
    index += character.length;
  }
  return line;
}
