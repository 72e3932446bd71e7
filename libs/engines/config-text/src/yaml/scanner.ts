import {
  COLON,
  DOT,
  DOUBLE_QUOTE,
  END,
  HASH,
  isBreakOrEnd,
  isGap,
  isOneOf,
  MINUS,
  QUESTION,
  SINGLE_QUOTE,
  SPACE,
} from './characters.js';
import { Cursor } from './cursor.js';
import { scanBlockScalar, valueByLines } from './scan-block-scalar.js';
import { scanPlain } from './scan-plain.js';
import { scanAnchorName, scanDirective, scanTag } from './scan-properties.js';
import { scanQuoted } from './scan-quoted.js';
import { SimpleKeys } from './simple-keys.js';
import type { MarkKind, Token } from './token.js';
import { YamlError } from './yaml-error.js';

/**
 * Tokens of a YAML text, with the behaviour of SnakeYAML 1.33's `ScannerImpl`: indentation becomes block start and end
 * tokens, and a token in front of `:` is turned into a key after the fact ("simple key").
 */
export class Scanner {
  private readonly cursor: Cursor;
  private readonly keys = new SimpleKeys();
  private readonly indents: number[] = [];
  private queue: Token[] = [];
  private head = 0;
  private consumed = 0;
  private indent = -1;
  private flowLevel = 0;
  private allowSimpleKey: boolean;
  private done = false;

  /** With `at`, the tokens of a flow collection that starts there and is no key. */
  constructor(text: string, offset = 0) {
    this.cursor = new Cursor(text, offset, offset, offset === 0 && /[\ud800-\udbff]/.test(text));
    this.allowSimpleKey = offset === 0;
  }

  peek(): Token {
    while (this.needsMore()) this.fetch();
    return this.queue[this.head]!;
  }

  next(): Token {
    const token = this.peek();
    this.head++;
    this.consumed++;
    if (this.head > 256) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    return token;
  }

  private needsMore(): boolean {
    if (this.done) return false;
    if (this.head === this.queue.length) return true;
    this.keys.removeStale(this.cursor);
    return this.keys.first === this.consumed;
  }

  private fetch(): void {
    const { cursor } = this;
    this.skipToToken();
    this.keys.removeStale(cursor);
    this.unwind(cursor.column);
    const code = cursor.peek();
    const inBlock = this.flowLevel === 0;
    if (code === END) return this.fetchStreamEnd();
    if (cursor.column === 0) {
      if (code === 0x25) return this.fetchDirective();
      if (cursor.isTriple(MINUS) && isGap(cursor.peek(3))) return this.fetchDocumentMark('documentStart');
      if (cursor.isTriple(DOT) && isGap(cursor.peek(3))) return this.fetchDocumentMark('documentEnd');
    }
    switch (code) {
      case 0x5b:
        return this.fetchFlowStart('flowSequenceStart');
      case 0x7b:
        return this.fetchFlowStart('flowMappingStart');
      case 0x5d:
        return this.fetchFlowEnd('flowSequenceEnd');
      case 0x7d:
        return this.fetchFlowEnd('flowMappingEnd');
      case 0x2c:
        return this.fetchFlowEntry();
      case 0x2a:
        return this.fetchNamed('alias');
      case 0x26:
        return this.fetchNamed('anchor');
      case 0x21:
        return this.fetchTag();
      case SINGLE_QUOTE:
        return this.fetchQuoted('single');
      case DOUBLE_QUOTE:
        return this.fetchQuoted('double');
    }
    const beforeGap = isGap(cursor.peek(1));
    if (code === MINUS && beforeGap) return this.fetchBlockEntry();
    if (code === QUESTION && (!inBlock || beforeGap)) return this.fetchKey();
    if (code === COLON && (!inBlock || beforeGap)) return this.fetchValue();
    if (inBlock && code === 0x7c) return this.fetchBlockScalar('literal');
    if (inBlock && code === 0x3e) return this.fetchBlockScalar('folded');
    const startsPlain = !isGap(code) && !isOneOf(code, '-?:,[]{}#&*!|>\'"%@`');
    if (
      startsPlain ||
      (!beforeGap && (code === MINUS || (inBlock && (code === QUESTION || code === COLON))))
    ) {
      return this.fetchPlain();
    }
    const name = JSON.stringify(String.fromCodePoint(cursor.text.codePointAt(cursor.offset)!));
    throw new YamlError(`found character ${name} that cannot start any token`, cursor.offset);
  }

  private skipToToken(): void {
    const { cursor } = this;
    cursor.skipByteOrderMark();
    for (;;) {
      while (cursor.peek() === SPACE) cursor.skip();
      if (cursor.peek() === HASH) while (!isBreakOrEnd(cursor.peek())) cursor.skip();
      if (cursor.consumeBreak() === '') return;
      if (this.flowLevel === 0) this.allowSimpleKey = true;
    }
  }

  private addMark(kind: MarkKind, length = 0): void {
    const start = this.cursor.offset;
    this.cursor.skip(length);
    this.queue.push({ kind, start, end: this.cursor.offset });
  }

  /** Puts tokens without characters in front of a token that is already queued. */
  private addBefore(tokenNumber: number, kinds: readonly MarkKind[], offset: number): void {
    const index = this.head + tokenNumber - this.consumed;
    this.queue.splice(index, 0, ...kinds.map((kind): Token => ({ kind, start: offset, end: offset })));
  }

  private unwind(column: number): void {
    if (this.flowLevel !== 0) return;
    while (this.indent > column) {
      this.indent = this.indents.pop()!;
      this.addMark('blockEnd');
    }
  }

  private addIndent(column: number): boolean {
    if (this.indent >= column) return false;
    this.indents.push(this.indent);
    this.indent = column;
    return true;
  }

  private saveKey(): void {
    const { cursor } = this;
    const column = cursor.column;
    const required = this.flowLevel === 0 && this.indent === column;
    if (!this.allowSimpleKey) {
      if (!required) return;
      throw new YamlError(
        'a simple key is required only if it is the first token in the line',
        cursor.offset,
      );
    }
    this.keys.removeKey(this.flowLevel, cursor);
    const tokenNumber = this.consumed + this.queue.length - this.head;
    this.keys.saveKey(this.flowLevel, {
      tokenNumber,
      required,
      offset: cursor.offset,
      line: cursor.line,
      column,
    });
  }

  private fetchStreamEnd(): void {
    this.unwind(-1);
    this.keys.removeKey(this.flowLevel, this.cursor);
    this.keys.clear();
    this.addMark('streamEnd');
    this.done = true;
  }

  private endBlocks(): void {
    this.unwind(-1);
    this.keys.removeKey(this.flowLevel, this.cursor);
    this.allowSimpleKey = false;
  }

  private fetchDirective(): void {
    this.endBlocks();
    const start = this.cursor.offset;
    const directive = scanDirective(this.cursor);
    this.queue.push({ kind: 'directive', directive, start, end: this.cursor.offset });
  }

  private fetchDocumentMark(kind: 'documentStart' | 'documentEnd'): void {
    this.endBlocks();
    this.addMark(kind, 3);
  }

  private fetchFlowStart(kind: 'flowSequenceStart' | 'flowMappingStart'): void {
    this.saveKey();
    this.flowLevel++;
    this.allowSimpleKey = true;
    this.addMark(kind, 1);
  }

  private fetchFlowEnd(kind: 'flowSequenceEnd' | 'flowMappingEnd'): void {
    this.keys.removeKey(this.flowLevel, this.cursor);
    this.flowLevel--;
    this.allowSimpleKey = false;
    this.addMark(kind, 1);
  }

  private fetchFlowEntry(): void {
    this.allowSimpleKey = true;
    this.keys.removeKey(this.flowLevel, this.cursor);
    this.addMark('flowEntry', 1);
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) this.startBlock('blockSequenceStart', 'sequence entries are not allowed here');
    this.allowSimpleKey = true;
    this.keys.removeKey(this.flowLevel, this.cursor);
    this.addMark('blockEntry', 1);
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) this.startBlock('blockMappingStart', 'mapping keys are not allowed here');
    this.allowSimpleKey = this.flowLevel === 0;
    this.keys.removeKey(this.flowLevel, this.cursor);
    this.addMark('key', 1);
  }

  private fetchValue(): void {
    const key = this.keys.takeKey(this.flowLevel);
    if (key !== undefined) {
      const startsMap = this.flowLevel === 0 && this.addIndent(key.column);
      this.addBefore(key.tokenNumber, startsMap ? ['blockMappingStart', 'key'] : ['key'], key.offset);
      this.allowSimpleKey = false;
    } else {
      if (this.flowLevel === 0) this.startBlock('blockMappingStart', 'mapping values are not allowed here');
      this.allowSimpleKey = this.flowLevel === 0;
      this.keys.removeKey(this.flowLevel, this.cursor);
    }
    this.addMark('value', 1);
  }

  private startBlock(kind: 'blockSequenceStart' | 'blockMappingStart', refusal: string): void {
    if (!this.allowSimpleKey) throw new YamlError(refusal, this.cursor.offset);
    if (this.addIndent(this.cursor.column)) this.addMark(kind);
  }

  private fetchNamed(kind: 'alias' | 'anchor'): void {
    this.saveKey();
    this.allowSimpleKey = false;
    const start = this.cursor.offset;
    const name = scanAnchorName(this.cursor);
    this.queue.push({ kind, name, start, end: this.cursor.offset });
  }

  private fetchTag(): void {
    this.saveKey();
    this.allowSimpleKey = false;
    const start = this.cursor.offset;
    const tag = scanTag(this.cursor);
    this.queue.push({ kind: 'tag', tag, start, end: this.cursor.offset });
  }

  private fetchQuoted(style: 'single' | 'double'): void {
    this.saveKey();
    this.allowSimpleKey = false;
    const start = this.cursor.offset;
    const value = scanQuoted(this.cursor);
    this.queue.push({ kind: 'scalar', value, style, start, end: this.cursor.offset });
  }

  private fetchBlockScalar(style: 'literal' | 'folded'): void {
    this.allowSimpleKey = true;
    this.keys.removeKey(this.flowLevel, this.cursor);
    const start = this.cursor.offset;
    const { value, end } = scanBlockScalar(this.cursor, this.indent);
    const byLines = valueByLines(this.cursor, start, this.indent, value);
    this.queue.push({ kind: 'scalar', value, style, start, end, ...(byLines !== undefined && { byLines }) });
  }

  private fetchPlain(): void {
    this.saveKey();
    this.allowSimpleKey = false;
    const start = this.cursor.offset;
    const { value, end, brokeLine } = scanPlain(this.cursor, this.indent + 1, this.flowLevel);
    if (brokeLine) this.allowSimpleKey = true;
    this.queue.push({ kind: 'scalar', value, style: 'plain', start, end });
  }
}
