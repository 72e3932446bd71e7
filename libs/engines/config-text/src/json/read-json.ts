import type {
  ConfigNode,
  ConfigReading,
  ListNode,
  MapEntry,
  MapNode,
  ReadLimits,
  ScalarNode,
} from '../model.js';
import { type Reading, readBounded, ReadFailure } from '../source/reading.js';
import { readJsonScalar } from './json-scalar.js';
import { readJsonString } from './json-string.js';
import { skipTrivia } from './json-trivia.js';

/**
 * Reads JSON as far as the game's lenient Gson reader goes without guessing: comments (`//`, `/* *\/`, `#`), and with a
 * notice a comma before a closing bracket, keys without quotes and single quotes. Values without quotes are refused:
 * in practice they are typing errors. Duplicate keys: the last one wins, with a notice.
 */
export function readJson(text: string, limits: ReadLimits): ConfigReading {
  return readBounded('json', text, limits, (reading) => new JsonReader(reading).document());
}

class JsonReader {
  private readonly text: string;
  private offset = 0;

  constructor(private readonly reading: Reading) {
    this.text = reading.text;
  }

  document(): ConfigNode {
    this.skip();
    if (this.offset >= this.text.length)
      throw new ReadFailure('the file is empty; JSON needs at least {}', 0);
    const root = this.value();
    this.skip();
    if (this.offset < this.text.length)
      throw new ReadFailure('text after the end of the JSON value', this.offset);
    return root;
  }

  private skip(): number {
    this.offset = skipTrivia(this.text, this.offset);
    return this.text.charCodeAt(this.offset);
  }

  private value(): ConfigNode {
    this.reading.countNode(this.offset);
    const code = this.text.charCodeAt(this.offset);
    if (code === 123) return this.map();
    if (code === 91) return this.readList();
    if (code === 34 || code === 39) return this.string();
    const { node, end, isLenient } = readJsonScalar(this.text, this.offset);
    if (isLenient) this.lenient(`${this.text.slice(this.offset, end)} is not strict JSON`, this.offset);
    this.offset = end;
    return node;
  }

  private string(): ScalarNode {
    const start = this.offset;
    const { value, end } = readJsonString(this.text, start);
    const isDouble = this.text.charCodeAt(start) === 34;
    if (!isDouble) this.lenient('a string in single quotes', start);
    this.offset = end;
    return {
      kind: 'scalar',
      type: 'string',
      value,
      span: { start, end },
      style: isDouble ? 'double' : 'single',
    };
  }

  private readList(): ListNode {
    const start = this.open();
    const items: ConfigNode[] = [];
    for (let code = this.skip(); code !== 93; code = this.separator(start, 93)) items.push(this.value());
    return { kind: 'list', items, span: { start, end: this.close() }, style: 'flow' };
  }

  private map(): MapNode {
    const start = this.open();
    const entries: MapEntry[] = [];
    const indexes = new Map<string, number>();
    for (let code = this.skip(); code !== 125; code = this.separator(start, 125)) {
      const entry = this.entry();
      const index = indexes.get(entry.key);
      if (index === undefined) {
        indexes.set(entry.key, entries.length);
        entries.push(entry);
      } else {
        entries[index] = entry;
        this.reading.notice(
          'duplicate_key',
          `"${entry.key}" comes more than once; the last value wins`,
          entry.keySpan.start,
        );
      }
    }
    return { kind: 'map', entries, span: { start, end: this.close() }, style: 'flow' };
  }

  private open(): number {
    this.reading.enter(this.offset);
    return this.offset++;
  }

  private close(): number {
    this.reading.leave();
    return ++this.offset;
  }

  /** After a value: a comma, then the next value or, leniently, the end. */
  private separator(opened: number, closing: number): number {
    const code = this.skip();
    if (code === closing) return code;
    if (code !== 44) throw this.missing(opened, closing);
    const comma = this.offset++;
    const next = this.skip();
    if (next === closing) this.lenient('a comma before the closing bracket', comma);
    return next;
  }

  private missing(opened: number, closing: number): ReadFailure {
    const bracket = String.fromCharCode(closing);
    if (this.offset < this.text.length)
      return new ReadFailure(`a comma or "${bracket}" is missing here`, this.offset);
    const { line } = this.reading.positionOf(opened);
    return new ReadFailure(`the file ends before the "${bracket}" for line ${line}`, this.offset);
  }

  private entry(): MapEntry {
    const keySpan = { start: this.offset, end: 0 };
    const key = this.key();
    keySpan.end = this.offset;
    if (this.skip() !== 58) throw new ReadFailure(`a ":" is missing after the key "${key}"`, this.offset);
    this.offset++;
    this.skip();
    return { key, keyType: 'string', keySpan, value: this.value() };
  }

  private key(): string {
    const code = this.text.charCodeAt(this.offset);
    if (code === 34 || code === 39) return String(this.string().value);
    const name = /[\p{L}_$][\p{L}\p{N}_$-]*/uy;
    name.lastIndex = this.offset;
    const found = name.exec(this.text)?.[0];
    if (found === undefined)
      throw new ReadFailure(
        this.offset < this.text.length ? 'a key in quotes is missing here' : 'the file ends inside a section',
        this.offset,
      );
    this.lenient(`the key ${found} has no quotes`, this.offset);
    this.offset += found.length;
    return found;
  }

  private lenient(message: string, offset: number): void {
    this.reading.notice('lenient_syntax', message, offset);
  }
}
