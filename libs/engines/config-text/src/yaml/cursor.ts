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
    public at = 0,
    private lineStart = at,
    private readonly hasPairs = false,
  ) {}

  /** Code `ahead` units further on; 0 at the end. */
  peek(ahead = 0): number {
    const at = this.at + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : 0;
  }

  /** In code points from the start of the line; a byte order mark has no width. */
  get column(): number {
    const width = this.at - this.lineStart;
    return this.hasPairs ? width - this.pairsBetween(this.lineStart, this.at) : width;
  }

  /** Distance in code points. */
  distanceFrom(start: number): number {
    const units = this.at - start;
    return units > 1024 && this.hasPairs ? units - this.pairsBetween(start, this.at) : units;
  }

  private pairsBetween(start: number, end: number): number {
    const goesOn = start === this.countedFrom && end >= this.countedTo;
    let pairs = goesOn ? this.counted : 0;
    for (let at = goesOn ? this.countedTo : start; at < end; at++) {
      if ((this.text.charCodeAt(at) & 0xfc00) === 0xd800) pairs++;
    }
    this.counted = pairs;
    this.countedFrom = start;
    this.countedTo = end;
    return pairs;
  }

  /** Goes on by `count` characters that are no line breaks. */
  skip(count = 1): void {
    this.at += count;
  }

  skipByteOrderMark(): void {
    if (this.at === 0 && this.peek() === BYTE_ORDER_MARK) {
      this.at = 1;
      this.lineStart = 1;
    }
  }

  /** Takes one line break if there is one: CRLF, CR, LF and NEL read as `\n`, LS and PS as themselves. */
  takeBreak(): string {
    const code = this.peek();
    if (!isBreak(code)) return '';
    this.at += code === CR && this.peek(1) === LF ? 2 : 1;
    this.line++;
    this.lineStart = this.at;
    return code === CR || code === LF || code === NEXT_LINE ? '\n' : String.fromCharCode(code);
  }

  /** Takes `count` characters that are no line breaks. */
  take(count: number): string {
    const start = this.at;
    this.at += count;
    return this.text.slice(start, this.at);
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
