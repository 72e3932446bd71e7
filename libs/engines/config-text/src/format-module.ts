import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';
import type { ConfigNode, ConfigReading, ConfigView, Edit, ReadLimits, ScalarNode, Span } from './model.js';

/** Replace `text.slice(start, end)` by `replacement`; a pure insertion has `start === end`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

export interface EditOptions {
  /** How the path of an edit is to be understood. `bukkit`: dots inside keys count as steps. Default `plain`. */
  readonly view?: ConfigView;
  /** Path separator of the Bukkit view; plugins may set their own. Default `.`. */
  readonly separator?: string;
  readonly limits?: Partial<ReadLimits>;
}

/**
 * `plainPath` is where the edit lands in the plain tree, `plainOp` what it is there; they differ from the edit's own
 * only for the Bukkit view, where inserting a key may mean to set the null that is written.
 */
export type TextEdit =
  | {
      readonly state: 'edited';
      readonly changes: readonly TextChange[];
      readonly plainPath: KeyPath;
      readonly plainOp?: Edit['op'];
    }
  | { readonly state: 'refused'; readonly reason: string };

/** A value or key that holds words which stand for other texts. */
export interface FillLocation {
  /** The whole text of the file. */
  readonly text: string;
  /** The value or key in it, with its quotes. */
  readonly span: Span;
  readonly style: ScalarNode['style'];
  /** What is read there as long as the words stand. */
  readonly value: ScalarNode['value'];
  readonly isKey: boolean;
  /** Inside `[]` or `{}`. */
  readonly inFlow: boolean;
  /** A text with its words replaced by what `written` makes of the texts they stand for. */
  putText(text: string, written?: (value: string) => string): string;
}

/** What every format brings along. Both functions are pure and never throw for bad input. */
export interface FormatModule {
  readonly format: ConfigFormat;
  /** How bytes become text: `utf8` replaces what is malformed by U+FFFD, `utf8-latin1` falls back to latin-1. */
  readonly decoding: 'utf8' | 'utf8-latin1';
  /** A byte order mark is the first character of the text, as for `java.util.Properties`. */
  readonly bomIsText?: true;
  readonly read: (text: string, limits: ReadLimits) => ConfigReading;
  /** The same, but positions may be left out. */
  readonly readTree?: (text: string, limits: ReadLimits) => ConfigReading;
  /** Tells `1` from `1.0`: gets values as `TypedValue` where a JS primitive is not enough. */
  readonly isTyped?: true;
  /** A value or key with the texts in it that its words stand for, written so that exactly those are read. See `fillWords`. */
  readonly fill?: (location: FillLocation) => string;
  /** Finds the changes for one edit; `root` is the tree that `read` gave for `text`. The caller checks the result. */
  edit(text: string, root: ConfigNode, edit: Edit, options: EditOptions): TextEdit;
}
