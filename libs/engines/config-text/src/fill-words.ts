import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { moduleOf } from './formats.js';
import type { FillLocation } from './format-module.js';
import { type ConfigNode, type MapEntry, READ_LIMITS, type ScalarNode } from './model.js';

/** Words to be replaced, each with the text in its place. Words must not be parts of each other or of anything else. */
export type Words = ReadonlyMap<string, string>;

/**
 * A text with other texts in the place of words. Inside values and keys they are written as the format quotes and escapes them,
 * so that what is read there is exactly the old value with the words replaced; a plain `25565` or `true` is a number and a
 * truth value, as if typed by hand. In comments they stand as they are, without
 * control characters.
 *
 * Undefined when the text cannot be read, or when what came of it would be read as anything else.
 */
export function fillWords(text: string, format: ConfigFormat, words: Words): string | undefined {
  const module = moduleOf(format);
  if (module?.fill === undefined || words.size === 0) return undefined;
  const before = module.read(text, READ_LIMITS);
  if (before.state !== 'ok') return undefined;
  const filling = new Filling(text, words);
  let filled = '';
  let index = 0;
  for (const location of filling.locationsIn(before.root)) {
    const { start, end } = location.span;
    if (start < index) continue;
    filled +=
      filling.put(text.slice(index, start), visible) +
      module.fill({ ...location, putText: filling.put, text });
    index = end;
  }
  filled += filling.put(text.slice(index), visible);
  const after = module.read(filled, READ_LIMITS);
  return after.state === 'ok' && filling.isMeant(before.root, after.root, filled) ? filled : undefined;
}

/** In a comment; a control character there could make the whole file unreadable. */
const visible = (value: string): string => value.replaceAll(/\p{Cc}/gu, '?');

type FoundLocation = Omit<FillLocation, 'putText' | 'text'>;

class Filling {
  private readonly pattern: RegExp;

  constructor(
    private readonly text: string,
    private readonly words: Words,
  ) {
    this.pattern = new RegExp([...words.keys()].join('|'), 'g');
  }

  /** A text with its words replaced by what `written` makes of the texts. */
  readonly put = (text: string, written: (value: string) => string = (value) => value): string =>
    text.replace(this.pattern, (word) => written(this.words.get(word)!));

  /** Values and keys that hold a word, in the order of the text. An alias leads to the same place twice. */
  locationsIn(root: ConfigNode): FoundLocation[] {
    const locations = new Map<number, FoundLocation>();
    this.collect(root, false, locations);
    return [...locations.values()].sort((left, right) => left.span.start - right.span.start);
  }

  private collect(node: ConfigNode, inFlow: boolean, locations: Map<number, FoundLocation>): void {
    if (node.kind === 'scalar') {
      const { span, style, value } = node;
      this.noteLocation({ span, style, value, isKey: false, inFlow }, locations);
      return;
    }
    const isFlow = inFlow || node.style === 'flow';
    if (node.kind === 'list') for (const item of node.items) this.collect(item, isFlow, locations);
    else
      for (const { key, keySpan, value } of node.entries) {
        this.noteLocation(
          { span: keySpan, style: this.styleAt(keySpan.start), value: key, isKey: true, inFlow: isFlow },
          locations,
        );
        this.collect(value, isFlow, locations);
      }
  }

  private noteLocation(location: FoundLocation, locations: Map<number, FoundLocation>): void {
    if (this.holdsWord(this.text.slice(location.span.start, location.span.end)))
      locations.set(location.span.start, location);
  }

  private styleAt(start: number): ScalarNode['style'] {
    const first = this.text[start];
    return first === '"' ? 'double' : first === "'" ? 'single' : 'plain';
  }

  private holdsWord(text: string): boolean {
    this.pattern.lastIndex = 0;
    return this.pattern.test(text);
  }

  /** Whether `after` is `before` with the words replaced, and nothing else. */
  isMeant(before: ConfigNode, after: ConfigNode, filled: string): boolean {
    if (before.kind === 'scalar') return after.kind === 'scalar' && this.isScalarMeant(before, after, filled);
    if (before.kind === 'list')
      return (
        after.kind === 'list' &&
        before.items.length === after.items.length &&
        before.items.every((item, index) => this.isMeant(item, after.items[index]!, filled))
      );
    return (
      after.kind === 'map' &&
      before.entries.length === after.entries.length &&
      before.entries.every((entry, index) => this.isEntryMeant(entry, after.entries[index]!, filled))
    );
  }

  private isEntryMeant(before: MapEntry, after: MapEntry, filled: string): boolean {
    return this.put(before.key) === after.key && this.isMeant(before.value, after.value, filled);
  }

  private isScalarMeant(before: ScalarNode, after: ScalarNode, filled: string): boolean {
    // what cannot be resolved is its own source text
    if (before.type === 'unknown') return after.type === 'unknown';
    const source = this.text.slice(before.span.start, before.span.end);
    const isFilled = this.holdsWord(source);
    const wanted = this.put(before.type === 'string' || !isFilled ? String(before.value) : source);
    if (String(after.value) === wanted && (after.type === 'string' || after.type === before.type))
      return true;
    return isFilled && before.style === 'plain' && filled.slice(after.span.start, after.span.end) === wanted;
  }
}
