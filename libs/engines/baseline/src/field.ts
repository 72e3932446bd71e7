import type { ConfigNode, MapNode } from '@archivesmp/config-text';
import type { Mistakes } from '@archivesmp/contracts/mistakes';
import type { DocumentMistake } from './deviations-document.js';
import { plainOf } from './config-tree.js';

/** Line numbers of one text, from 1. */
export class LineStarts {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let offset = text.indexOf('\n'); offset !== -1; offset = text.indexOf('\n', offset + 1))
      this.starts.push(offset + 1);
  }

  /** What stands there, as it is written. */
  between(start: number, end: number): string {
    return this.text.slice(start, end);
  }

  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

/**
 * One field of a document being checked: knows its own name and line, collects mistakes instead of throwing,
 * so that a person sees all of them at once. Reading a field of the wrong shape notes it and gives an empty answer.
 */
export class Field {
  constructor(
    readonly node: ConfigNode | undefined,
    readonly name: string,
    private readonly lines: LineStarts,
    private readonly mistakes: Mistakes<DocumentMistake>,
    private readonly parentLine = 1,
  ) {}

  get line(): number {
    return this.node && this.node.span.end > 0 ? this.lines.lineAt(this.node.span.start) : this.parentLine;
  }

  /** Left out, or written without a value. */
  get absent(): boolean {
    return this.node === undefined || (this.node.kind === 'scalar' && this.node.type === 'null');
  }

  wrong(message: string): void {
    this.mistakes.addMistake(() => ({ field: this.name, line: this.line, message }));
  }

  child(key: string): Field {
    const entry =
      this.node?.kind === 'map' ? this.node.entries.find((candidate) => candidate.key === key) : undefined;
    return this.named(entry?.value, `${this.name}.${key}`, entry?.keySpan.start);
  }

  /** The entries of a map; an absent field has none. */
  entries(what: string): { key: string; field: Field }[] {
    if (this.absent) return [];
    if (this.node!.kind !== 'map') {
      this.wrong(`must be a map of ${what}`);
      return [];
    }
    return (this.node as MapNode).entries.map(({ key, keySpan, value }) => ({
      key,
      field: this.named(value, `${this.name}.${/[.\s]/.test(key) ? `"${key}"` : key}`, keySpan.start),
    }));
  }

  items(what: string): Field[] {
    if (this.absent) return [];
    if (this.node!.kind !== 'list') {
      this.wrong(`must be a list of ${what}`);
      return [];
    }
    return this.node!.items.map((item, index) => this.named(item, `${this.name}[${index}]`));
  }

  text(what: string): string | undefined {
    if (this.absent) return undefined;
    if (this.node!.kind === 'scalar') return String(this.node!.value);
    this.wrong(`must be ${what}`);
    return undefined;
  }

  /** As it is written, with quotes; what YAML makes of it may be another one, such as the 2nd of March of the 30th of February. */
  get source(): string {
    return this.node === undefined ? '' : this.lines.between(this.node.span.start, this.node.span.end);
  }

  required(what: string): string {
    if (this.absent) this.wrong(`is missing; it must be ${what}`);
    return this.text(what) ?? '';
  }

  texts(what: string): string[] {
    return this.items(what).map((item) => item.required(`one of ${what}`));
  }

  oneOf<T extends string>(allowed: readonly T[]): T | undefined {
    const text = this.text(`one of ${allowed.join(', ')}`);
    if (text === undefined) return undefined;
    const found = allowed.find((candidate) => candidate === text);
    if (found === undefined) this.wrong(`must be one of ${allowed.join(', ')}`);
    return found;
  }

  integer(otherwise: number): number {
    if (this.absent) return otherwise;
    const value = plainOf(this.node!);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    this.wrong('must be a whole number');
    return otherwise;
  }

  /** Reports every unknown field: most often a typing error. */
  only(allowed: readonly string[]): void {
    const unknown = this.entries('fields').filter(({ key }) => !allowed.includes(key));
    if (unknown.length === 0) return;
    const message = `is not known here; known are ${allowed.join(', ')}`;
    for (const { field } of unknown) field.wrong(message);
  }

  private named(node: ConfigNode | undefined, name: string, keyStart?: number): Field {
    const line = keyStart === undefined ? this.line : this.lines.lineAt(keyStart);
    return new Field(node, name.replace(/^\./, ''), this.lines, this.mistakes, line);
  }
}
