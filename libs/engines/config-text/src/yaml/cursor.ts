import { BYTE_ORDER_MARK, CR, DOT, isBreak, isGap, LF, MINUS, NEXT_LINE } from './characters.js';

/** A place in the text that knows its line and column as SnakeYAML's `StreamReader` counts them. */
export class Cursor {
  line = 0;
  /** Surrogate pairs between `countedFrom` and `countedTo`, so that a long line is counted once. */
  private counted = 0;
  private countedFrom = 0;
  private countedTo = 0;

  /** `hasPairs`: the text has surrogate pairs in front of something whose column matters. */
  constructor(
    readonly text: string,
    public offset = 0,
    private lineStart = offset,
    private readonly hasPairs = false,
  ) {}

  /** Code `ahead` units further on; 0 at the end. */
  peek(ahead = 0): number {
    const offset = this.offset + ahead;
    return offset < this.text.length ? this.text.charCodeAt(offset) : 0;
  }

  /** In code points from the start of the line; a byte order mark has no width. */
  get column(): number {
    const width = this.offset - this.lineStart;
    return this.hasPairs ? width - this.pairsBetween(this.lineStart, this.offset) : width;
  }

  /** Distance in code points. */
  distanceFrom(start: number): number {
    const units = this.offset - start;
    return units > 1024 && this.hasPairs ? units - this.pairsBetween(start, this.offset) : units;
  }

  private pairsBetween(start: number, end: number): number {
    const goesOn = start === this.countedFrom && end >= this.countedTo;
    let pairs = goesOn ? this.counted : 0;
    for (let offset = goesOn ? this.countedTo : start; offset < end; offset++) {
      if ((this.text.charCodeAt(offset) & 0xfc00) === 0xd800) pairs++;
    }
    this.counted = pairs;
    this.countedFrom = start;
    this.countedTo = end;
    return pairs;
  }

  /** Goes on by `count` characters that are no line breaks. */
  skip(count = 1): void {
    this.offset += count;
  }

  skipByteOrderMark(): void {
    if (this.offset === 0 && this.peek() === BYTE_ORDER_MARK) {
      this.offset = 1;
      this.lineStart = 1;
    }
  }

  /** Takes one line break if there is one: CRLF, CR, LF and NEL read as `\n`, LS and PS as themselves. */
  consumeBreak(): string {
    const code = this.peek();
    if (!isBreak(code)) return '';
    this.offset += code === CR && this.peek(1) === LF ? 2 : 1;
    this.line++;
    this.lineStart = this.offset;
    return code === CR || code === LF || code === NEXT_LINE ? '\n' : String.fromCharCode(code);
  }

  /** Takes `count` characters that are no line breaks. */
  takeText(count: number): string {
    const start = this.offset;
    this.offset += count;
    return this.text.slice(start, this.offset);
  }

  /** `---` or `...` here. */
  isTriple(code: typeof MINUS | typeof DOT): boolean {
    return this.peek() === code && this.peek(1) === code && this.peek(2) === code;
  }

  /** A document indicator that would end a quoted scalar. */
  isDocumentSeparator(): boolean {
    return (this.isTriple(MINUS) || this.isTriple(DOT)) && isGap(this.peek(3));
  }
}
