import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';

/** Half-open range of UTF-16 offsets in the decoded text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Types as the game's reader sees them. `int` is exact at any size (number when safe, bigint otherwise);
 * `date` carries the UTC instant; `binary` the byte length; `unknown` is a scalar under an unknown tag, as text.
 */
export type ScalarType = 'string' | 'int' | 'float' | 'bool' | 'null' | 'date' | 'binary' | 'unknown';

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly type: ScalarType;
  /** string | number | bigint | boolean | null; a date as ISO text; NaN and infinities as numbers. */
  readonly value: string | number | bigint | boolean | null;
  /** The scalar's own source text, quotes included, without comment or surrounding blanks. */
  readonly span: Span;
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'absent';
  /** HOCON: the value is what `${…}` of this source text stands for here. See `isSameReference`. */
  readonly reference?: string;
  /** A block scalar that ends a text without a last line break: its value for who reads line by line. See `readByLines`. */
  readonly byLines?: string;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly ConfigNode[];
  readonly span: Span;
  readonly style: 'block' | 'flow';
  /** As that of a scalar. */
  readonly reference?: string;
  /** As that of a map. */
  readonly endsOpen?: true;
}

export interface MapEntry {
  /** The key after typing, as text: `010` reads "8", `on` reads "true" (facts/config-quirks.md, section 4.3). */
  readonly key: string;
  readonly keyType: ScalarType;
  readonly keySpan: Span;
  readonly value: ConfigNode;
}

export interface MapNode {
  readonly kind: 'map';
  /** In document order; after duplicates were settled (last one wins). */
  readonly entries: readonly MapEntry[];
  readonly span: Span;
  readonly style: 'block' | 'flow';
  /** A YAML `!!set`: keys with null values. */
  readonly set?: true;
  /** The file holds no document at all (0 bytes, or comments only): SnakeYAML gives null, Bukkit an empty configuration. */
  readonly absent?: true;
  /** As that of a scalar. */
  readonly reference?: string;
  /** Of the root: one of the values below has a `byLines`. */
  readonly endsOpen?: true;
}

/** A YAML `!!set` keeps only its size in the golden notation; everywhere else it is a map with null values. */
export type ConfigNode = ScalarNode | ListNode | MapNode;

/** Something the reader accepted but a person should know. */
export interface Notice {
  readonly code:
    | 'duplicate_key'
    | 'null_key'
    | 'unknown_tag'
    | 'key_lost_to_section'
    | 'latin1'
    | 'replacement_character'
    /** Properties: a byte order mark that has become part of the first key. */
    | 'byte_order_mark'
    /** JSON that only a lenient reader takes: a comma before the closing bracket, a key without quotes. */
    | 'lenient_syntax'
    /** HOCON: an include or a substitution whose target is not in this file; kept as its own text. */
    | 'unresolved_reference'
    /** HOCON: a `${?…}` whose target is not in this file: without a variable of that name it is nothing. */
    | 'unset_reference';
  readonly message: string;
  readonly line: number;
  readonly path?: KeyPath;
}

export interface ReadableConfig {
  readonly state: 'ok';
  readonly format: ConfigFormat;
  readonly root: ConfigNode;
  readonly notices: readonly Notice[];
}

/** Compared as text; never "all keys missing". Line and column count from 1. */
export interface UnreadableConfig {
  readonly state: 'unreadable';
  readonly format: ConfigFormat;
  readonly error: { readonly message: string; readonly line: number; readonly column: number };
}

export type ConfigReading = ReadableConfig | UnreadableConfig;

/** `plain`: the parsed tree. `bukkit`: what `getConfig()` sees: dots split keys, null is absent (config-quirks, section 4). */
export type ConfigView = 'plain' | 'bukkit';

/** Bounds that keep hostile input cheap. */
export interface ReadLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  /** Nodes after aliases are resolved: stops alias bombs. */
  readonly maxNodes: number;
}

export const READ_LIMITS: ReadLimits = { maxBytes: 64 * 1024 * 1024, maxDepth: 1_000, maxNodes: 1_000_000 };

/** A value whose type a JS primitive cannot say: the float `1.0`, a date as ISO text, or a reference of HOCON. See `plainOf`. */
export class TypedValue {
  constructor(
    readonly type: 'float' | 'date' | 'reference',
    readonly value: number | string,
  ) {}
}

/**
 * A plain value to write: JSON types, bigint for integers beyond 2^53, and Map where the order of keys matters
 * (a JS object moves integer-like keys to the front). An integral number is an `int`.
 */
export type PlainValue =
  | TypedValue
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly PlainValue[]
  | ReadonlyMap<string, PlainValue>
  | { readonly [key: string]: PlainValue };

export type Edit =
  /** Give an existing key a new scalar value. */
  | { readonly op: 'set'; readonly path: KeyPath; readonly value: PlainValue }
  /** Remove an entry with its own comment lines. */
  | { readonly op: 'unset'; readonly path: KeyPath }
  /** Add a key that is not there, at the end of its parent map; missing parents are created. */
  | { readonly op: 'insert'; readonly path: KeyPath; readonly value: PlainValue };

/** `refused` carries the reason in words; nothing is ever approximated. */
export type EditResult =
  | { readonly state: 'edited'; readonly bytes: Uint8Array; readonly changed: readonly Span[] }
  | { readonly state: 'refused'; readonly edit: Edit; readonly reason: string };
