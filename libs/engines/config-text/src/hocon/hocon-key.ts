import { ReadFailure } from '../source/reading.js';
import { readUnquoted } from './hocon-scalar.js';
import { readHoconString } from './hocon-string.js';
import type { HoconKey } from './hocon-tree.js';
import { endOfBlanks } from './hocon-trivia.js';

/** More is an attack, not a configuration. */
const MAX_WORDS = 10_000;

/** Reads `a."b.c".d`: dots outside quotes separate, blanks inside belong to the key. `end` is after its last part. */
export function readKeyPath(
  text: string,
  start: number,
): { readonly keys: readonly HoconKey[]; readonly end: number } {
  const parts = new KeyParts(start);
  let end = start;
  let words = 0;
  for (let offset = start; ;) {
    if (++words > MAX_WORDS) throw new ReadFailure(`a key of more than ${MAX_WORDS} words`, start);
    const isQuoted = text.charAt(offset) === '"';
    const token = isQuoted ? readHoconString(text, offset) : unquotedAt(text, offset);
    if (token === undefined) break;
    if (offset > end) parts.addPart(text.slice(end, offset), end);
    if (isQuoted) parts.addQuoted(token.value, offset);
    else parts.addDotted(token.value, offset);
    end = token.end;
    offset = endOfBlanks(text, end);
  }
  if (end === start) throw new ReadFailure('a key is missing here', start);
  return { keys: parts.finished(end), end };
}

function unquotedAt(
  text: string,
  offset: number,
): { readonly value: string; readonly end: number } | undefined {
  const token = readUnquoted(text, offset);
  if (token === undefined) return undefined;
  return { value: text.slice(token.span.start, token.span.end), end: token.span.end };
}

/** The path in `${…}`, from after the brace and question mark to after the closing brace. */
export function readReferencePath(
  text: string,
  start: number,
): { readonly path: readonly string[]; readonly end: number } {
  const { keys, end } = readKeyPath(text, endOfBlanks(text, start));
  const closing = endOfBlanks(text, end);
  if (text.charAt(closing) !== '}') throw new ReadFailure('the "}" of this reference is missing', closing);
  return { path: keys.map(({ name }) => name), end: closing + 1 };
}

class KeyParts {
  private readonly keys: HoconKey[] = [];
  private name = '';
  private isQuoted = false;

  constructor(private start: number) {}

  addPart(text: string, offset: number): void {
    if (this.name === '' && !this.isQuoted) this.start = offset;
    this.name += text;
  }

  addQuoted(text: string, offset: number): void {
    this.addPart(text, offset);
    this.isQuoted = true;
  }

  addDotted(text: string, offset: number): void {
    let from = 0;
    for (let dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', from)) {
      this.addPart(text.slice(from, dot), offset + from);
      this.finish(offset + dot);
      from = dot + 1;
    }
    this.addPart(text.slice(from), offset + from);
  }

  finished(end: number): readonly HoconKey[] {
    this.finish(end);
    return this.keys;
  }

  private finish(end: number): void {
    if (this.name === '' && !this.isQuoted)
      throw new ReadFailure('an empty part of a key needs quotes: ""', this.start);
    this.keys.push({ name: this.name, span: { start: this.start, end } });
    this.name = '';
    this.isQuoted = false;
    this.start = end + 1;
  }
}
