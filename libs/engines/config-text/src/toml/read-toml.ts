import type { ConfigNode, ConfigReading, ListNode, MapNode, ReadLimits } from '../model.js';
import { type Reading, readBounded, ReadFailure } from '../source/reading.js';
import { readTomlScalar } from './toml-scalar.js';
import { readTomlString } from './toml-string.js';
import {
  addArrayTable,
  frozenTable,
  newTable,
  openTable,
  putValue,
  type Table,
  type TomlKey,
} from './toml-tables.js';

/** Reads TOML (1.0, and the line breaks and last comma that 1.1 allows inside `{ }`) with the position of every key and value. Tables keep the order in which the file first names them. */
export function readToml(text: string, limits: ReadLimits): ConfigReading {
  return readBounded('toml', text, limits, (reading) => new TomlReader(reading).document());
}

const BARE_KEY = /[A-Za-z0-9_-]+/y;
/** Dotted keys make one table a dot: more than this is an attack, not a configuration. */
const MAX_KEY_PARTS = 100;

class TomlReader {
  private readonly text: string;
  private offset = 0;

  constructor(private readonly reading: Reading) {
    this.text = reading.text;
  }

  document(): MapNode {
    const root = newTable('header', { start: 0, end: this.text.length });
    let table = root;
    for (this.skipLines(); this.offset < this.text.length; this.skipLines()) {
      this.reading.countNode(this.offset);
      if (this.peek() === '[') {
        const { keys, span, isArray } = this.header();
        table = isArray ? addArrayTable(root, keys, span) : openTable(root, keys, span);
      } else {
        this.assign(table);
      }
      this.endOfLine();
    }
    return frozenTable(root);
  }

  private peek(): string {
    return this.text.charAt(this.offset);
  }

  private skipBlanks(): void {
    while (this.peek() === ' ' || this.peek() === '\t') this.offset++;
  }

  private skipComment(): void {
    if (this.peek() !== '#') return;
    const end = this.text.indexOf('\n', this.offset);
    this.offset = end < 0 ? this.text.length : end;
  }

  /** Blanks, line breaks and comments. */
  private skipLines(): void {
    for (;;) {
      this.skipBlanks();
      this.skipComment();
      if (this.text.startsWith('\r\n', this.offset)) this.offset += 2;
      else if (this.peek() === '\n') this.offset++;
      else return;
    }
  }

  private endOfLine(): void {
    this.skipBlanks();
    this.skipComment();
    const rest = this.peek();
    if (rest !== '' && rest !== '\n' && !this.text.startsWith('\r\n', this.offset)) {
      throw new ReadFailure('something follows the value on the same line', this.offset);
    }
  }

  private header(): {
    readonly keys: TomlKey[];
    readonly span: { start: number; end: number };
    readonly isArray: boolean;
  } {
    const start = this.offset;
    const isArray = this.text.startsWith('[[', start);
    const closing = isArray ? ']]' : ']';
    this.offset += closing.length;
    const keys = this.keys();
    if (!this.text.startsWith(closing, this.offset))
      throw new ReadFailure(`"${closing}" is missing here`, this.offset);
    this.offset += closing.length;
    return { keys, span: { start, end: this.offset }, isArray };
  }

  /** `a.b = value`; each part of the key is one more table around the value. */
  private assign(table: Table): void {
    const keys = this.assignment();
    for (const { span } of keys) this.reading.enter(span.start);
    putValue(table, keys, this.value());
    for (const _ of keys) this.reading.leave();
  }

  /** `a."b".c =`, up to the value. */
  private assignment(): TomlKey[] {
    const keys = this.keys();
    if (this.peek() !== '=') throw new ReadFailure('"=" is missing after the key', this.offset);
    this.offset++;
    this.skipBlanks();
    return keys;
  }

  private keys(): TomlKey[] {
    const keys: TomlKey[] = [];
    for (;;) {
      this.skipBlanks();
      keys.push(this.key());
      if (keys.length > MAX_KEY_PARTS)
        throw new ReadFailure(`a key of more than ${MAX_KEY_PARTS} parts`, this.offset);
      this.skipBlanks();
      if (this.peek() !== '.') return keys;
      this.offset++;
    }
  }

  private key(): TomlKey {
    const start = this.offset;
    const quote = this.peek();
    if (quote === '"' || quote === "'") {
      const { value, end, style } = readTomlString(this.text, start);
      if (style === 'folded' || style === 'literal')
        throw new ReadFailure('a key has one quote at each end', start);
      this.offset = end;
      return { name: value, span: { start, end } };
    }
    BARE_KEY.lastIndex = start;
    const name = BARE_KEY.exec(this.text)?.[0];
    if (name === undefined) throw new ReadFailure('a key is missing here', start);
    this.offset += name.length;
    return { name, span: { start, end: this.offset } };
  }

  private value(): ConfigNode {
    this.reading.countNode(this.offset);
    const first = this.peek();
    if (first === '[') return this.readList();
    if (first === '{') return this.inlineTable();
    const start = this.offset;
    if (first === '"' || first === "'") {
      const { value, end, style } = readTomlString(this.text, start);
      this.offset = end;
      return { kind: 'scalar', type: 'string', value, span: { start, end }, style };
    }
    const node = readTomlScalar(this.text, start);
    this.offset = node.span.end;
    return node;
  }

  private readList(): ListNode {
    const start = this.offset++;
    this.reading.enter(start);
    const items: ConfigNode[] = [];
    for (this.skipLines(); this.peek() !== ']'; this.skipLines()) {
      items.push(this.value());
      this.skipLines();
      if (this.peek() === ',') this.offset++;
      else if (this.peek() !== ']') throw this.missing(']', start);
    }
    this.reading.leave();
    this.offset++;
    return { kind: 'list', items, span: { start, end: this.offset }, style: 'flow' };
  }

  private inlineTable(): MapNode {
    const start = this.offset++;
    this.reading.enter(start);
    const table = newTable('inline', { start, end: start });
    for (this.skipLines(); this.peek() !== '}'; this.skipLines()) {
      this.assign(table);
      this.skipLines();
      if (this.peek() === ',') this.offset++;
      else if (this.peek() !== '}') throw this.missing('}', start);
    }
    this.reading.leave();
    this.offset++;
    table.span = { start, end: this.offset };
    return frozenTable(table);
  }

  private missing(closing: string, opened: number): ReadFailure {
    const { line } = this.reading.positionOf(opened);
    return new ReadFailure(`a comma or the "${closing}" for line ${line} is missing here`, this.offset);
  }
}
