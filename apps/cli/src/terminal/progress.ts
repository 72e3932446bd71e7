/** How far long work is. `advance` is cheap enough to be called for every file. */
export interface Progress {
  advance(by?: number): void;
  /** Removes the line again. */
  done(): void;
}

export const noProgress: Progress = { advance: () => undefined, done: () => undefined };

const REDRAW_EVERY_MS = 100;

/** One line that is redrawn in place at most ten times a second. `total` 0 = unknown. */
export function progressLine(stream: NodeJS.WriteStream, label: string, total: number): Progress {
  let count = 0;
  let drawnAt = 0;
  return {
    advance(by = 1) {
      count += by;
      const now = performance.now();
      if (now - drawnAt < REDRAW_EVERY_MS) return;
      drawnAt = now;
      stream.write(
        `\r\u001b[K${label} ${count}${total > 0 ? `/${total} (${Math.floor((100 * count) / total)} %)` : ''}`,
      );
    },
    done() {
      if (drawnAt > 0) stream.write('\r\u001b[K');
    },
  };
}
