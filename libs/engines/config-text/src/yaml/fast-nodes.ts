import type { MapEntry, ScalarNode, ScalarType, Span } from '../model.js';
import { keyText } from './key-text.js';
import { HAND_OVER } from './line-lexer.js';
import { plainType, plainValue } from './plain-type.js';
import type { ScalarStyle } from './token.js';

const NOWHERE: Span = { start: 0, end: 0 };

/** With so few entries looking through them is cheaper than a set. */
const FEW = 12;

/** Makes the nodes of the fast path and counts them. */
export class FastNodes {
  private made = 0;

  /** Without `spans` all spans are one empty span. */
  constructor(
    private readonly most: number,
    private readonly spans: boolean,
  ) {}

  count(): void {
    if (++this.made > this.most) throw HAND_OVER;
  }

  span(start: number, end: number): Span {
    return this.spans ? { start, end } : NOWHERE;
  }

  scalar(
    type: ScalarType,
    value: ScalarNode['value'],
    start: number,
    end: number,
    style: ScalarStyle | 'absent',
  ): ScalarNode {
    this.count();
    return { kind: 'scalar', type, value, span: this.span(start, end), style };
  }

  /** A plain scalar, typed by its text. */
  plain(text: string, start: number, end: number): ScalarNode {
    const type = plainType(text);
    if (type === 'string') return this.scalar('string', text, start, end, 'plain');
    const typed = type === 'merge' ? undefined : plainValue(text, type);
    if (typed === undefined) throw HAND_OVER;
    return this.scalar(typed.type, typed.value, start, end, 'plain');
  }

  /** What a plain key of another type than text is called; merge keys and null are left to the full reader. */
  keyOf(text: string, type: Exclude<ReturnType<typeof plainType>, 'string'>): string {
    const typed = type === 'merge' || type === 'null' ? undefined : plainValue(text, type);
    if (typed === undefined) throw HAND_OVER;
    return keyText({ kind: 'scalar', type: typed.type, value: typed.value, span: NOWHERE, style: 'plain' });
  }

  /** Remembers a key; duplicates are the full reader's business, which reports them. */
  addKey(entries: readonly MapEntry[], key: string, seen: Set<string> | undefined): Set<string> | undefined {
    if (seen === undefined && entries.length < FEW) {
      for (const entry of entries) if (entry.key === key) throw HAND_OVER;
      return undefined;
    }
    const keys = seen ?? new Set(entries.map((entry) => entry.key));
    if (keys.has(key)) throw HAND_OVER;
    keys.add(key);
    return keys;
  }
}
