import type { Directive, TagName } from './scan-properties.js';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** What the scanner hands to the composer. `start` and `end` are offsets of the text. */
export type Token = { readonly start: number; readonly end: number } & (
  | {
      readonly kind: 'scalar';
      readonly value: string;
      readonly style: ScalarStyle;
      readonly byLines?: string;
    }
  | { readonly kind: 'alias' | 'anchor'; readonly name: string }
  | { readonly kind: 'tag'; readonly tag: TagName }
  | { readonly kind: 'directive'; readonly directive: Directive }
  | { readonly kind: MarkKind }
);

/** Tokens without content of their own; block collections have a start and an end but no characters. */
export type MarkKind =
  | 'streamEnd'
  | 'documentStart'
  | 'documentEnd'
  | 'blockSequenceStart'
  | 'blockMappingStart'
  | 'blockEnd'
  | 'blockEntry'
  | 'key'
  | 'value'
  | 'flowSequenceStart'
  | 'flowSequenceEnd'
  | 'flowMappingStart'
  | 'flowMappingEnd'
  | 'flowEntry';

/** A token's name as it appears in messages. */
export function tokenName(token: Token): string {
  return token.kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
