import type { ConfigNode, ListNode, MapEntry, MapNode, ScalarType } from '../model.js';
import { COLON, CR, DOUBLE_QUOTE, LF, SINGLE_QUOTE, SPACE } from './characters.js';
import type { FastNodes } from './fast-nodes.js';
import type { LineLexer } from './line-lexer.js';
import { plainType } from './plain-type.js';

const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/** Words, numbers, names with dots and colons. What else a plain scalar may hold is left to the full reader. */
const PLAIN =
  /(?:\w|-(?=\w))(?:[\w.+/%&*!=@|~^$();<>\xa1-\u2027-]|:(?=\w)| +(?=[\w.+/%&*!=@|~^$();<>\xa1-\u2027-]))*/y;

const LONGEST_KEY = 1000;

/** Reads `[a, {k: 'v'}]` without comments, empty values, tags and the like. */
export class FastFlow {
  /** Behind the bracket that closed the collection that was read last. */
  end = 0;

  constructor(
    private readonly text: string,
    private readonly nodes: FastNodes,
    private readonly line: LineLexer,
  ) {}

  /** The collection that starts at `open` and has at most `levels` levels; undefined when it is not that simple. */
  readFlow(open: number, levels: number): ListNode | MapNode | undefined {
    if (levels <= 0) return undefined;
    return this.text.charCodeAt(open) === OPEN_LIST ? this.readList(open, levels) : this.map(open, levels);
  }

  private readList(open: number, levels: number): ListNode | undefined {
    const { text } = this;
    const items: ConfigNode[] = [];
    let offset = this.skipGaps(open + 1);
    while (text.charCodeAt(offset) !== CLOSE_LIST) {
      const item = this.value(offset, levels);
      if (item === undefined) return undefined;
      items.push(item);
      offset = this.skipGaps(this.end);
      if (text.charCodeAt(offset) === COMMA) offset = this.skipGaps(offset + 1);
      else if (text.charCodeAt(offset) !== CLOSE_LIST) return undefined;
    }
    this.end = offset + 1;
    this.nodes.count();
    return { kind: 'list', items, span: this.nodes.span(open, this.end), style: 'flow' };
  }

  private map(open: number, levels: number): MapNode | undefined {
    const { text } = this;
    const entries: MapEntry[] = [];
    let seen: Set<string> | undefined;
    let offset = this.skipGaps(open + 1);
    while (text.charCodeAt(offset) !== CLOSE_MAP) {
      const keyEnd = this.scalarEnd(offset);
      if (text.charCodeAt(keyEnd) !== COLON || text.charCodeAt(keyEnd + 1) !== SPACE) return undefined;
      if (keyEnd - offset > LONGEST_KEY) return undefined;
      const { key, keyType } = this.key(offset, keyEnd);
      seen = this.nodes.addKey(entries, key, seen);
      const value = this.value(this.skipGaps(keyEnd + 2), levels);
      if (value === undefined) return undefined;
      entries.push({ key, keyType, keySpan: this.nodes.span(offset, keyEnd), value });
      offset = this.skipGaps(this.end);
      if (text.charCodeAt(offset) === COMMA) offset = this.skipGaps(offset + 1);
      else if (text.charCodeAt(offset) !== CLOSE_MAP) return undefined;
    }
    this.end = offset + 1;
    this.nodes.count();
    return { kind: 'map', entries, span: this.nodes.span(open, this.end), style: 'flow' };
  }

  private key(start: number, end: number): { key: string; keyType: ScalarType } {
    const code = this.text.charCodeAt(start);
    if (isQuote(code)) return { key: this.line.quotedText(start, code, end - 1), keyType: 'string' };
    const text = this.text.slice(start, end);
    const type = plainType(text);
    if (type === 'string') return { key: text, keyType: 'string' };
    const key = this.nodes.keyOf(text, type);
    return { key, keyType: type === 'merge' ? 'string' : type };
  }

  private value(offset: number, levels: number): ConfigNode | undefined {
    const code = this.text.charCodeAt(offset);
    if (code === OPEN_LIST || code === OPEN_MAP) return this.readFlow(offset, levels - 1);
    const end = this.scalarEnd(offset);
    if (end === -1) return undefined;
    this.end = end;
    if (!isQuote(code)) return this.nodes.plain(this.text.slice(offset, end), offset, end);
    const value = this.line.quotedText(offset, code, end - 1);
    return this.nodes.scalar('string', value, offset, end, code === DOUBLE_QUOTE ? 'double' : 'single');
  }

  /** Behind the scalar that starts here and ends in the same line; -1 when there is none. */
  private scalarEnd(offset: number): number {
    const code = this.text.charCodeAt(offset);
    if (isQuote(code)) {
      const close = this.line.closingQuote(offset, code);
      return close === -1 ? -1 : close + 1;
    }
    PLAIN.lastIndex = offset;
    return PLAIN.test(this.text) ? PLAIN.lastIndex : -1;
  }

  private skipGaps(from: number): number {
    let offset = from;
    for (;;) {
      const code = this.text.charCodeAt(offset);
      if (code !== SPACE && code !== LF && code !== CR) return offset;
      offset++;
    }
  }
}

function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
}
