import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import type { ConfigNode, ConfigReading, Notice, ReadLimits } from '../model.js';
import { LineIndex } from './line-index.js';

/** More are of no use to a reader, and a file made to have millions must not fill the memory. */
const MAX_NOTICES = 1_000;

/** Thrown inside a reader where the text stops making sense; never leaves `readBounded`. */
export class ReadFailure extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** What a format's reader gets: the text, somewhere to put remarks, and the bounds it has to spend from. */
export class Reading {
  readonly notices: Notice[] = [];
  private readonly lines: LineIndex;
  private depth = 0;
  private nodes = 0;

  constructor(
    readonly text: string,
    private readonly limits: ReadLimits,
  ) {
    this.lines = new LineIndex(text);
  }

  positionOf(offset: number): { readonly line: number; readonly column: number } {
    return this.lines.positionOf(offset);
  }

  notice(code: Notice['code'], message: string, offset: number, path?: Notice['path']): void {
    if (this.notices.length >= MAX_NOTICES) return;
    const { line } = this.lines.positionOf(offset);
    this.notices.push(path === undefined ? { code, message, line } : { code, message, line, path });
  }

  /** To be called for every node built, or for many at once. */
  countNode(offset: number, count = 1): void {
    this.nodes += count;
    if (this.nodes > this.limits.maxNodes) {
      throw new ReadFailure(
        `more than ${this.limits.maxNodes} values; the file is not read any further`,
        offset,
      );
    }
  }

  /** To be called when a container opens; `leave` when it closes. */
  enter(offset: number): void {
    if (++this.depth > this.limits.maxDepth) {
      throw new ReadFailure(
        `nested deeper than ${this.limits.maxDepth} levels; the file is not read any further`,
        offset,
      );
    }
  }

  leave(): void {
    this.depth--;
  }
}

/** Runs one format's reader within the limits and turns its failure into the state `unreadable`. */
export function readBounded(
  format: ConfigFormat,
  text: string,
  limits: ReadLimits,
  read: (reading: Reading) => ConfigNode,
): ConfigReading {
  const reading = new Reading(text, limits);
  try {
    if (text.length > limits.maxBytes) {
      throw new ReadFailure(`larger than ${limits.maxBytes} bytes; the file is not read`, 0);
    }
    const root = read(reading);
    return { state: 'ok', format, root, notices: reading.notices };
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return {
      state: 'unreadable',
      format,
      error: { message: error.message, ...reading.positionOf(error.offset) },
    };
  }
}
