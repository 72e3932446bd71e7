import type { ConfigNode, ListNode, MapEntry, MapNode, ReadLimits, ScalarNode } from '../model.js';
import { COLON, CR, DOUBLE_QUOTE, HASH, LF, SINGLE_QUOTE, SPACE, TAB } from './characters.js';
import { composeFlow } from './compose.js';
import { Construction } from './construct.js';
import { Cursor } from './cursor.js';
import { FastFlow } from './fast-flow.js';
import { FastKey } from './fast-key.js';
import { FastNodes } from './fast-nodes.js';
import { scanBlockScalar, valueByLines } from './scan-block-scalar.js';
import { HAND_OVER, LineLexer } from './line-lexer.js';
import { scanPlain } from './scan-plain.js';
import { scanQuoted } from './scan-quoted.js';
import { YamlError } from './yaml-error.js';

/** Characters that need the full reader: unprintable ones, rare line breaks, a byte order mark, a lone CR. */
// eslint-disable-next-line no-control-regex
const RARE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/;

/** Deeper files are left to the full reader, which counts levels exactly. */
const DEEPEST = 100;

type FastLimits = Pick<ReadLimits, 'maxDepth' | 'maxNodes'>;

/**
 * Reads the plain subset of YAML (block maps and lists, scalars of every style, flow collections as values, comments,
 * one leading `---`) several times faster than the full reader and to exactly the same tree. Undefined for everything
 * else: anchors, tags, merge keys, complex or duplicate keys, whatever may be an error. Then the full reader decides.
 * Without `spans` all spans are one empty span, which saves time when trees are only compared.
 */
export function readFast(text: string, limits: FastLimits, spans: boolean): MapNode | ListNode | undefined {
  if (RARE.test(text)) return undefined;
  try {
    return new FastReader(text, limits.maxNodes, Math.min(limits.maxDepth, DEEPEST), spans).document();
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}

class FastReader {
  /** Where reading goes on; at the first character of a line's content after `nextLine`. */
  private offset = 0;
  /** Column of `at` in its line; -1 at the end of the text. */
  private column = 0;
  private lineStart = 0;
  private depth = 0;
  /** End of the last piece of content, for the spans of collections. */
  private contentEnd = 0;
  private readonly line: LineLexer;
  private readonly nodes: FastNodes;
  private readonly key: FastKey;
  private readonly simpleFlow: FastFlow;

  constructor(
    private readonly text: string,
    private readonly maxNodes: number,
    private readonly maxDepth: number,
    spans: boolean,
  ) {
    this.line = new LineLexer(text);
    this.nodes = new FastNodes(maxNodes, spans);
    this.key = new FastKey(text, this.line, this.nodes);
    this.simpleFlow = new FastFlow(text, this.nodes, this.line);
  }

  document(): MapNode | ListNode {
    this.startLine(0);
    if (this.column === 0 && this.text.startsWith('---', this.offset)) {
      const start = this.offset;
      this.offset += 3;
      if (!this.line.endsLine(this.offset) || start + 3 >= this.text.length) throw HAND_OVER;
      this.nextLine();
    }
    if (this.column < 0) throw HAND_OVER;
    const node = this.readContent(-1);
    if (this.column >= 0 || node.kind === 'scalar') throw HAND_OVER;
    return node;
  }

  /** Goes from the end of a value to the content of the next line that has any. */
  private nextLine(): void {
    const feed = this.text.indexOf('\n', this.offset);
    this.startLine(feed === -1 ? this.text.length : feed + 1);
  }

  private startLine(start: number): void {
    const { text } = this;
    for (;;) {
      let offset = start;
      let code = text.charCodeAt(offset);
      while (code === SPACE) code = text.charCodeAt(++offset);
      if (offset >= text.length) {
        this.offset = offset;
        this.column = -1;
        return;
      }
      if (code === HASH) {
        offset = text.indexOf('\n', offset);
        if (offset === -1) offset = text.length;
      } else if (code === CR) {
        offset++;
      } else if (code !== LF) {
        if (code === TAB) throw HAND_OVER;
        this.offset = offset;
        this.lineStart = start;
        this.column = offset - start;
        return;
      }
      start = offset + 1;
    }
  }

  /**
   * A node that starts at the current place, in a block that is indented by `indent`. Goes on to the line behind it.
   * A scalar in front of `: ` is the first key of a map.
   */
  private readContent(indent: number): ConfigNode {
    const start = this.offset;
    const column = start - this.lineStart;
    const code = this.text.charCodeAt(start);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const close = this.line.closingQuote(start, code);
      if (close !== -1 && this.line.colonAfter(close + 1) !== -1) return this.map(column);
      return this.quoted(start, code, close);
    }
    if (this.line.isDash(start)) return this.readList(column);
    if (this.line.startsPlain(start, code)) {
      const colon = this.line.plainEnd(start);
      if (colon === 'key') return this.map(column);
      if (column === 0 && (this.text.startsWith('---', start) || this.text.startsWith('...', start)))
        throw HAND_OVER;
      return this.plain(start, this.line.stop, indent);
    }
    return this.marked(start, code, indent);
  }

  /** What `[`, `{`, `|` and `>` start. */
  private marked(start: number, code: number, indent: number): ScalarNode | ListNode | MapNode {
    if (code === 0x7c || code === 0x3e)
      return this.block(start, code === 0x7c ? 'literal' : 'folded', indent);
    if (code === 0x5b || code === 0x7b) return this.flow(start);
    throw HAND_OVER;
  }

  private map(column: number): MapNode {
    if (++this.depth > this.maxDepth) throw HAND_OVER;
    const start = this.offset;
    const entries: MapEntry[] = [];
    let seen: Set<string> | undefined;
    do {
      const keyStart = this.offset;
      this.key.scanKey(keyStart, column);
      const { key, type: keyType, end, colon } = this.key;
      seen = this.nodes.addKey(entries, key, seen);
      this.contentEnd = colon + 1;
      const value = this.value(colon + 1, column);
      entries.push({ key, keyType, keySpan: this.nodes.span(keyStart, end), value });
    } while (this.column === column);
    if (this.column > column) throw HAND_OVER;
    this.depth--;
    this.nodes.count();
    return { kind: 'map', entries, span: this.nodes.span(start, this.contentEnd), style: 'block' };
  }

  /** What follows the colon of a key whose map stands at `column`. */
  private value(offset: number, column: number): ConfigNode {
    const { text } = this;
    let code = text.charCodeAt(offset);
    while (code === SPACE) code = text.charCodeAt(++offset);
    if (code === LF || code === CR || code === HASH || offset >= text.length) {
      this.offset = offset;
      this.nextLine();
      if (this.column > column) return this.readContent(column);
      if (this.column === column && this.line.isDash(this.offset)) return this.readList(column);
      return this.nodes.scalar('null', null, this.contentEnd, this.contentEnd, 'absent');
    }
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE)
      return this.quoted(offset, code, this.line.closingQuote(offset, code));
    if (this.line.startsPlain(offset, code)) {
      if (this.line.plainEnd(offset) === 'key') throw HAND_OVER;
      return this.plain(offset, this.line.stop, column);
    }
    return this.marked(offset, code, column);
  }

  private readList(column: number): ListNode {
    if (++this.depth > this.maxDepth) throw HAND_OVER;
    const { text } = this;
    const start = this.offset;
    const items: ConfigNode[] = [];
    do {
      let offset = this.offset + 1;
      this.contentEnd = offset;
      let code = text.charCodeAt(offset);
      while (code === SPACE) code = text.charCodeAt(++offset);
      if (code === TAB) throw HAND_OVER;
      this.offset = offset;
      if (code === LF || code === CR || code === HASH || offset >= text.length) {
        this.nextLine();
        if (this.column > column) {
          items.push(this.readContent(column));
        } else {
          items.push(this.nodes.scalar('null', null, this.contentEnd, this.contentEnd, 'absent'));
        }
      } else {
        items.push(this.readContent(column));
      }
    } while (this.column === column && this.line.isDash(this.offset));
    if (this.column > column) throw HAND_OVER;
    this.depth--;
    this.nodes.count();
    return { kind: 'list', items, span: this.nodes.span(start, this.contentEnd), style: 'block' };
  }

  /** A plain scalar whose first line stops at `stop`; it goes on in lines that are indented deeper than the block. */
  private plain(start: number, stop: number, indent: number): ScalarNode {
    const { text } = this;
    let end = this.line.trimmedEnd;
    let value = text.slice(start, end);
    const isComment = text.charCodeAt(stop) === HASH;
    this.offset = stop;
    const lineStart = this.lineStart;
    const next = isComment ? -1 : this.line.columnOfNextText(stop);
    if (next > indent) {
      const cursor = new Cursor(text, start, lineStart);
      const scanned = scanPlain(cursor, indent + 1, 0);
      value = scanned.value;
      end = scanned.end;
      this.offset = end;
      if (text.charCodeAt(this.line.skipSpaces(end)) === COLON) throw HAND_OVER;
      if (!this.line.endsLine(end)) throw HAND_OVER;
    }
    this.contentEnd = end;
    this.nextLine();
    return this.nodes.plain(value, start, end);
  }

  private quoted(start: number, quote: number, close: number): ScalarNode {
    let end = close + 1;
    let value: string;
    if (close === -1) {
      const cursor = new Cursor(this.text, start);
      value = scanQuoted(cursor);
      end = cursor.offset;
    } else {
      value = this.line.quotedText(start, quote, close);
    }
    this.endValue(end);
    return this.nodes.scalar('string', value, start, end, quote === DOUBLE_QUOTE ? 'double' : 'single');
  }

  private endValue(end: number): void {
    if (!this.line.endsLine(end)) throw HAND_OVER;
    this.offset = end;
    this.contentEnd = end;
    this.nextLine();
  }

  private block(start: number, style: 'literal' | 'folded', indent: number): ScalarNode {
    const cursor = new Cursor(this.text, start, this.lineStart);
    const { value, end } = scanBlockScalar(cursor, indent);
    if (valueByLines(cursor, start, indent, value) !== undefined) throw HAND_OVER;
    this.contentEnd = end;
    // the cursor is at the end of the text, or in the indentation of the next line
    this.startLine(cursor.peek() === 0 ? this.text.length : cursor.offset - cursor.column);
    return this.nodes.scalar('string', value, start, end, style);
  }

  private flow(start: number): ListNode | MapNode {
    const simple = this.simpleFlow.readFlow(start, this.maxDepth - this.depth);
    if (simple !== undefined) {
      this.endValue(this.simpleFlow.end);
      return simple;
    }
    const limits = { maxDepth: this.maxDepth - this.depth, maxNodes: this.maxNodes };
    const { node: source, end } = composeFlow(this.text, start, limits);
    const construction = new Construction(this.text, limits);
    const node = construction.construct(source);
    if (construction.notices.length > 0 || node.kind === 'scalar') throw HAND_OVER;
    this.endValue(end);
    return node;
  }
}
