import { NUMBER, SpelledNumber, type LegacyValue } from './legacy-value.js';

const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  '0': '\0',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** Where a Python literal stops being one. `offset` counts UTF-16 units from the start of the text. */
export class PythonLiteralError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(`${message} at offset ${offset}`);
  }
}

/**
 * Reads what Python's `repr()` prints for dicts, lists, tuples, texts, numbers, True, False and None. The older tool wrote
 * such text into blocks that claim to be YAML (24 of 25 files); a YAML reader would take `None` for a text.
 */
export function parsePythonLiteral(text: string): LegacyValue {
  const reader = new PythonReader(text);
  const value = reader.value();
  reader.readEnd();
  return value;
}

const MAX_DEPTH = 200;

class PythonReader {
  private offset = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  value(): LegacyValue {
    this.blanks();
    const c = this.text[this.offset];
    if (c === '{') return this.nested(() => this.dict());
    if (c === '[') return this.nested(() => this.sequence(']'));
    if (c === '(') return this.nested(() => this.sequence(')'));
    if (c === "'" || c === '"') return this.quoted(c);
    return this.word();
  }

  readEnd(): void {
    this.blanks();
    if (this.offset < this.text.length) this.fail('Text after the value');
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) this.fail('Nested too deeply');
    const value = read();
    this.depth--;
    return value;
  }

  private dict(): LegacyValue {
    const map = new Map<string, LegacyValue>();
    this.offset++;
    for (;;) {
      this.blanks();
      if (this.takeCharacter('}')) return map;
      const key = this.value();
      this.blanks();
      if (!this.takeCharacter(':')) this.fail('Expected ":"');
      map.set(keyText(key), this.value());
      this.blanks();
      if (this.takeCharacter('}')) return map;
      if (!this.takeCharacter(',')) this.fail('Expected "," or "}"');
    }
  }

  private sequence(close: string): LegacyValue {
    const items: LegacyValue[] = [];
    this.offset++;
    for (;;) {
      this.blanks();
      if (this.takeCharacter(close)) return items;
      items.push(this.value());
      this.blanks();
      if (this.takeCharacter(close)) return items;
      if (!this.takeCharacter(',')) this.fail(`Expected "," or "${close}"`);
    }
  }

  private quoted(quote: string): string {
    let out = '';
    for (this.offset++; this.offset < this.text.length; this.offset++) {
      const c = this.text[this.offset]!;
      if (c === quote) {
        this.offset++;
        return out;
      }
      out += c === '\\' ? this.escape() : c;
    }
    return this.fail('Text without closing quote');
  }

  private escape(): string {
    const c = this.text[++this.offset] ?? '';
    const width = { x: 2, u: 4, U: 8 }[c];
    if (width !== undefined) {
      const hex = this.text.slice(this.offset + 1, this.offset + 1 + width);
      const code = Number.parseInt(hex, 16);
      if (!new RegExp(`^[0-9a-fA-F]{${width}}$`).test(hex) || code > 0x10ffff) this.fail('Broken escape');
      this.offset += width;
      return String.fromCodePoint(code);
    }
    // Python keeps the backslash of an escape it does not know.
    return ESCAPES[c] ?? `\\${c}`;
  }

  private word(): LegacyValue {
    const start = this.offset;
    while (this.offset < this.text.length && !/[,:\]})\s]/.test(this.text[this.offset]!)) this.offset++;
    const word = this.text.slice(start, this.offset);
    if (word === 'True' || word === 'true') return true;
    if (word === 'False' || word === 'false') return false;
    if (word === 'None' || word === 'null') return null;
    if (NUMBER.test(word) || /^[-+]?(inf|nan)$/.test(word)) return new SpelledNumber(word);
    this.offset = start;
    return this.fail(word === '' ? 'A value is missing' : 'Not a Python literal');
  }

  private blanks(): void {
    while (this.offset < this.text.length && /\s/.test(this.text[this.offset]!)) this.offset++;
  }

  private takeCharacter(c: string): boolean {
    if (this.text[this.offset] !== c) return false;
    this.offset++;
    return true;
  }

  private fail(message: string): never {
    throw new PythonLiteralError(message, this.offset);
  }
}

function keyText(key: LegacyValue): string {
  if (key instanceof SpelledNumber) return key.source;
  if (key === true) return 'True';
  if (key === false) return 'False';
  return key === null ? 'None' : String(key);
}
