import type { ScalarNode, Span } from '../model.js';
import { type Reading, ReadFailure } from '../source/reading.js';
import { readKeyPath, readReferencePath } from './hocon-key.js';
import { readUnquoted, textOfScalar } from './hocon-scalar.js';
import { readHoconString } from './hocon-string.js';
import {
  appendField,
  type Blank,
  type HoconKey,
  type HoconValue,
  joinSections,
  mixedKinds,
  newSection,
  type OnReplaced,
  type Piece,
  putField,
  type Reference,
  type Section,
  type Series,
} from './hocon-tree.js';
import { type Weighed, weightOf, withoutLooseText } from './loose-text.js';
import { endOfBlanks, endOfTrivia, isValueEnd } from './hocon-trivia.js';

/** One `key = value` as it stands in the text, with the path from the root. */
export interface HoconField {
  readonly path: readonly (string | number)[];
  /** How many parts of the path are written in front of the value itself: 3 for `a.b.c = 1`. */
  readonly keyParts: number;
  readonly span: Span;
  readonly keyEnd: number;
  readonly value: Span;
  /** Path of the braces it is written in. */
  readonly container: HoconContainer;
}

/** A pair of braces, or the whole file for a root without them. */
export interface HoconContainer {
  readonly path: readonly (string | number)[];
  /** Between the braces. */
  span: Span;
  readonly isBraced: boolean;
}

export type OnField = (field: HoconField) => void;
export type OnContainer = (container: HoconContainer) => void;

const INCLUDE = /include\s*(?:required\(\s*)?(?:(?:file|url|classpath)\(\s*)?(?=")/y;

/** Reads HOCON text into sections whose references are not settled yet. */
export class HoconReader {
  private readonly text: string;
  private offset = 0;
  private readonly onReplaced: OnReplaced = ({ name, span }) =>
    this.reading.notice('duplicate_key', `"${name}" has a value already; the later one wins`, span.start);

  constructor(
    private readonly reading: Reading,
    private readonly onField: OnField = () => undefined,
    private readonly onContainer: OnContainer = () => undefined,
  ) {
    this.text = reading.text;
  }

  document(): Section {
    this.skipTrivia();
    if (this.text.charAt(this.offset) === '{') {
      const root = this.braces([]);
      this.skipTrivia();
      if (this.offset < this.text.length)
        throw new ReadFailure('text after the end of the section', this.offset);
      return root;
    }
    if (this.text.charAt(this.offset) === '[')
      throw new ReadFailure('a HOCON file holds keys; this one begins with a list', this.offset);
    const span = { start: 0, end: this.text.length };
    const root = newSection(span, false);
    const container = { path: [], span, isBraced: false };
    this.onContainer(container);
    this.fields(root, container);
    if (this.offset < this.text.length)
      throw new ReadFailure(`"${this.text.charAt(this.offset)}" without an opening brace`, this.offset);
    return root;
  }

  private skipTrivia(): boolean {
    const { end, hasLineBreak } = endOfTrivia(this.text, this.offset);
    this.offset = end;
    return hasLineBreak;
  }

  private braces(path: readonly (string | number)[]): Section {
    const start = this.offset++;
    this.reading.enter(start);
    const section = newSection({ start, end: start }, true);
    const container: HoconContainer = {
      path,
      span: { start: this.offset, end: this.offset },
      isBraced: true,
    };
    this.onContainer(container);
    this.fields(section, container);
    if (this.text.charAt(this.offset) !== '}') throw this.notClosed('}', start);
    container.span = { start: start + 1, end: this.offset };
    section.span = { start, end: ++this.offset };
    this.reading.leave();
    return section;
  }

  /** Fields up to the closing brace or the end, which stay unread. */
  private fields(section: Section, container: HoconContainer): void {
    for (this.skipTrivia(); !this.isClosing();) {
      this.field(section, container);
      const hasLineBreak = this.skipTrivia();
      if (this.text.charAt(this.offset) === ',') {
        this.offset++;
        this.skipTrivia();
      } else if (!hasLineBreak && !this.isClosing()) {
        throw new ReadFailure('a comma or a line break is missing before this', this.offset);
      }
    }
  }

  private isClosing(): boolean {
    const next = this.text.charAt(this.offset);
    return next === '' || next === '}' || next === ']';
  }

  private field(section: Section, container: HoconContainer): void {
    const start = this.offset;
    if (readUnquoted(this.text, start)?.value === 'include') {
      this.include(section);
      return;
    }
    const { keys, end } = readKeyPath(this.text, start);
    this.offset = end;
    // each part of the path is one more section around the value
    for (const key of keys) this.reading.enter(key.span.start);
    this.skipTrivia();
    const path = [...container.path, ...keys.map(({ name }) => name)];
    const operator = this.operator(keys, path);
    this.skipTrivia();
    const valueStart = this.offset;
    const isAppending = operator === '+=';
    // without a sign there is one section, and nothing can be joined to it
    const value = operator === '' ? this.braces(path) : this.value(isAppending ? [...path, 0] : path);
    if (isAppending) appendField(section, keys, value, this.onReplaced);
    else putField(section, keys, value, this.onReplaced);
    for (const _ of keys) this.reading.leave();
    this.onField({
      path,
      keyParts: keys.length,
      span: { start, end: this.offset },
      keyEnd: keys.at(-1)!.span.end,
      value: { start: valueStart, end: this.offset },
      container,
    });
  }

  /** `=`, `:` or `+=`; nothing before a brace. */
  private operator(keys: readonly HoconKey[], path: readonly (string | number)[]): '' | '=' | '+=' {
    const next = this.text.charAt(this.offset);
    if (next === '{') return '';
    if (next === '=' || next === ':') {
      this.offset++;
      return '=';
    }
    if (!this.text.startsWith('+=', this.offset))
      throw new ReadFailure(`"=" or ":" is missing after the key "${keys.at(-1)!.name}"`, this.offset);
    if (path.some((part) => typeof part === 'number'))
      throw new ReadFailure('HOCON has no "+=" inside a list', this.offset);
    this.offset += 2;
    return '+=';
  }

  /** Another file's fields belong here; that file is not known, so the statement stays as a value of its own. */
  private include(section: Section): void {
    const start = this.offset;
    INCLUDE.lastIndex = start;
    if (!INCLUDE.test(this.text))
      throw new ReadFailure('"include" needs the name of a file in quotes', start);
    this.offset = readHoconString(this.text, INCLUDE.lastIndex).end;
    while (/[ \t)]/.test(this.text.charAt(this.offset))) this.offset++;
    const end = start + this.text.slice(start, this.offset).trimEnd().length;
    const span = { start, end };
    const statement = this.text.slice(start, end);
    this.reading.countNode(start);
    this.reading.notice(
      'unresolved_reference',
      `${statement}: what it brings is not part of this file`,
      start,
    );
    section.entries.set(statement, {
      keySpan: span,
      value: { kind: 'scalar', type: 'unknown', value: statement, span, style: 'absent' },
    });
  }

  /** Everything up to the end of the line, a comma or a closing bracket, joined. */
  private value(path: readonly (string | number)[]): HoconValue {
    const start = this.offset;
    const pieces: Piece[] = [];
    for (let end = start; ;) {
      if (isValueEnd(this.text, this.offset)) {
        if (pieces.length === 0) throw new ReadFailure('a value is missing here', this.offset);
        this.offset = end;
        return this.joined(pieces, { start, end });
      }
      if (this.offset > end) pieces.push(blank(this.text.slice(end, this.offset)));
      pieces.push(this.piece(path));
      end = this.offset;
      this.offset = endOfBlanks(this.text, end);
    }
  }

  private piece(path: readonly (string | number)[]): Piece {
    this.reading.countNode(this.offset);
    const start = this.offset;
    const first = this.text.charAt(start);
    if (first === '{') return this.braces(path);
    if (first === '[') return this.readList(path);
    if (first === '$') return this.reference();
    const scalar = first === '"' ? this.string() : readUnquoted(this.text, start);
    if (scalar === undefined) throw new ReadFailure(`text with "${first}" needs quotes`, start);
    this.offset = scalar.span.end;
    return scalar;
  }

  private string(): ScalarNode {
    const { value, end, style } = readHoconString(this.text, this.offset);
    return { kind: 'scalar', type: 'string', value, span: { start: this.offset, end }, style };
  }

  private reference(): Reference {
    const start = this.offset;
    const isOptional = this.text.startsWith('${?', start);
    if (!this.text.startsWith('${', start)) throw new ReadFailure('text with "$" needs quotes', start);
    const { path, end } = readReferencePath(this.text, start + (isOptional ? 3 : 2));
    this.offset = end;
    return { kind: 'reference', path, isOptional, span: { start, end } };
  }

  private readList(path: readonly (string | number)[]): Series {
    const start = this.offset++;
    this.reading.enter(start);
    const items: HoconValue[] = [];
    for (this.skipTrivia(); this.text.charAt(this.offset) !== ']';) {
      if (this.offset >= this.text.length) throw this.notClosed(']', start);
      items.push(this.value([...path, items.length]));
      const hasLineBreak = this.skipTrivia();
      if (this.text.charAt(this.offset) === ',') {
        this.offset++;
        this.skipTrivia();
      } else if (!hasLineBreak && this.text.charAt(this.offset) !== ']') {
        throw this.offset >= this.text.length
          ? this.notClosed(']', start)
          : new ReadFailure('a comma or a line break is missing before this', this.offset);
      }
    }
    this.reading.leave();
    return { kind: 'series', items, span: { start, end: ++this.offset } };
  }

  /** One value stays what it is; texts become one text, sections one section, lists one list. */
  private joined(pieces: readonly Piece[], span: Span): HoconValue {
    const [first] = pieces;
    if (pieces.length === 1 && first!.kind !== 'reference' && first!.kind !== 'blank') return first!;
    if (pieces.some(({ kind }) => kind === 'reference' || kind === 'pending'))
      return { kind: 'pending', pieces, span };
    const solid = withoutLooseText(
      pieces.map((piece): Weighed<Exclude<Piece, Blank>> => {
        if (piece.kind === 'blank') return { weight: 'loose' };
        return { weight: piece.kind === 'scalar' ? weightOf(piece, this.text) : 'container', value: piece };
      }),
    );
    if (solid.every((piece) => piece.kind === 'section')) {
      const [section, ...more] = solid;
      for (const one of more) joinSections(section!, one, this.onReplaced);
      return section!;
    }
    if (solid.every((piece) => piece.kind === 'series'))
      return { kind: 'series', items: solid.flatMap(({ items }) => items), span };
    if (!solid.every((piece) => piece.kind === 'scalar')) throw mixedKinds(span.start);
    return { kind: 'scalar', type: 'string', value: this.joinedText(pieces), span, style: 'plain' };
  }

  private joinedText(pieces: readonly Piece[]): string {
    return pieces
      .map((piece) =>
        piece.kind === 'blank' ? piece.text : piece.kind === 'scalar' ? textOfScalar(piece, this.text) : '',
      )
      .join('');
  }

  private notClosed(bracket: string, opened: number): ReadFailure {
    const { line } = this.reading.positionOf(opened);
    return new ReadFailure(`the "${bracket}" for line ${line} is missing here`, this.offset);
  }
}

const blank = (text: string): Blank => ({ kind: 'blank', text });
