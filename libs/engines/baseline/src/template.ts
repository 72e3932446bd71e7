import {
  type ConfigNode,
  type ConfigReading,
  type DecodedText,
  decodeBytes,
  encodeText,
  fillWords,
  readConfig,
} from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { nodeAt } from './config-tree.js';
import { type LoadedAs, loadMistake, type LoadMistake } from './load-mistake.js';
import type { FileReading } from './readers.js';
import { referencedNames, fillVariables, type VariableValues } from './variables.js';
import { viewOf } from './view-of.js';

/** A value or key of a baseline for which a variable has no value. */
export interface UnfilledLocation {
  /** In the view in which the file is compared; empty for the whole file. A list is one value. */
  readonly path: KeyPath;
  /** The last step is the unknown one: any key beside it may be meant. */
  readonly isKey: boolean;
  readonly names: readonly string[];
}

/** A baseline as it is on one instance. */
export interface Rendering {
  /** Names without a value are left as they are, in the quotes that the format needs. */
  readonly bytes: Uint8Array;
  readonly reading: ConfigReading;
  readonly missing: readonly string[];
  readonly used: readonly string[];
  readonly unfilled: readonly UnfilledLocation[];
  /** Values could not be put where they belong without changing what else is read. */
  readonly isInexact: boolean;
}

/**
 * A baseline with variables. Values are written as the format quotes them (`fillWords`), so that what is read on the instance
 * is exactly what was meant; only a text that cannot be read by key has them put in as they are.
 */
export class Template {
  private readonly decoded: DecodedText;
  private readonly marks: ReadonlyMap<string, string>;
  private readonly marked: string;
  /** What stands for `{{NAME}}` itself, where that was escaped. */
  private readonly escapes: ReadonlyMap<string, string>;

  constructor(
    bytes: Uint8Array,
    private readonly declared: ReadonlySet<string>,
  ) {
    this.decoded = decodeBytes(bytes, 'utf8-latin1');
    const stem = freeStem(this.decoded.text);
    const mark = (index: number): string => `${stem}${String(index).padStart(5, '0')}`;
    const names = [...declared];
    this.marks = new Map(names.map((name, index) => [name, mark(2 * index)]));
    this.escapes = new Map(names.map((name, index) => [mark(2 * index + 1), `{{${name}}}`]));
    const escaped = new Map(names.map((name, index) => [name, mark(2 * index + 1)]));
    this.marked = fillVariables(this.decoded.text, declared, this.marks, escaped).text;
  }

  /** The file on an instance where the variables have these values. */
  render(values: VariableValues, seen: FileReading): Rendering {
    const { text, missing, used } = fillVariables(this.decoded.text, this.declared, values);
    const unfilled = this.unfilledLocations(values, missing, seen);
    const words = this.words((name) => values.get(name) ?? `{{${name}}}`);
    const exact = fillWords(this.marked, seen.format, words);
    const bytes = this.encoded(exact ?? text);
    const reading = readConfig(bytes, seen.format, { positions: false });
    const isInexact = exact === undefined && this.rootOf(this.marked, seen) !== undefined;
    return { bytes, reading, missing, used, unfilled, isInexact };
  }

  /** The file with a mark in the place of every variable. */
  withMarks(): Uint8Array {
    return this.encoded(this.marked);
  }

  /** Names of the variables that a value, or a part of it, is made of. */
  namesAt(path: KeyPath, values: VariableValues, seen: FileReading): string[] {
    const root = this.rootOf(this.marked, seen);
    const node =
      root &&
      nodeAt(
        withKeys(root, (key) => this.filled(key, values)),
        path,
      );
    return node === undefined ? [] : this.namesIn(node);
  }

  /** What stands in the place of the marks; a name for which `valueOf` has nothing keeps its mark. */
  private words(valueOf: (name: string) => string | undefined): Map<string, string> {
    const words = new Map(this.escapes);
    for (const [name, mark] of this.marks) {
      const value = valueOf(name);
      if (value !== undefined) words.set(mark, value);
    }
    return words;
  }

  private unfilledLocations(
    values: VariableValues,
    missing: readonly string[],
    seen: FileReading,
  ): UnfilledLocation[] {
    if (missing.length === 0) return [];
    const known = this.words((name) => values.get(name));
    const root = this.rootOf(fillWords(this.marked, seen.format, known) ?? this.marked, seen);
    if (root === undefined) return [{ path: [], isKey: false, names: missing }];
    const locations: UnfilledLocation[] = [];
    const named = (text: string): string[] => missing.filter((name) => text.includes(this.marks.get(name)!));
    const visit = (node: ConfigNode, path: KeyPath): void => {
      if (node.kind !== 'map') {
        const inNode = new Set(this.namesIn(node));
        const names = missing.filter((name) => inNode.has(name));
        if (names.length > 0) locations.push({ path, isKey: false, names });
        return;
      }
      for (const { key, value } of node.entries) {
        const names = named(key);
        const below = [...path, this.filled(key, values)];
        if (names.length > 0) locations.push({ path: below, isKey: true, names });
        else visit(value, below);
      }
    };
    visit(root, []);
    return locations;
  }

  /** The tree with marks in it; undefined for a text without keys, or one that only a server could read. */
  private rootOf(text: string, seen: FileReading): ConfigNode | undefined {
    if (seen.format === 'text') return undefined;
    const reading = readConfig(this.encoded(text), seen.format, { positions: false });
    return reading.state === 'ok' ? viewOf(reading.root, seen) : undefined;
  }

  /** In the encoding of the baseline, as far as that goes. */
  private encoded(text: string): Uint8Array {
    // A value may hold a character that a latin-1 file cannot; the file is UTF-8 then
    return encodeText(text, this.decoded) ?? new TextEncoder().encode(text);
  }

  /** A text with values, or else names, in the place of marks. */
  private filled(text: string, values: VariableValues): string {
    let result = text;
    for (const [name, mark] of this.marks)
      result = result.replaceAll(mark, () => values.get(name) ?? `{{${name}}}`);
    for (const [mark, escaped] of this.escapes) result = result.replaceAll(mark, () => escaped);
    return result;
  }

  private namesIn(node: ConfigNode): string[] {
    if (node.kind === 'list') return [...new Set(node.items.flatMap((item) => this.namesIn(item)))];
    if (node.kind === 'map')
      return [
        ...new Set(node.entries.flatMap(({ key, value }) => [...this.namesOf(key), ...this.namesIn(value)])),
      ];
    return this.namesOf(String(node.value));
  }

  private namesOf(text: string): string[] {
    return [...this.marks].filter(([, mark]) => text.includes(mark)).map(([name]) => name);
  }
}

/**
 * Why no server could load a baseline, whatever its variables stand for; undefined when one could. `port: {{PORT}}` in JSON is
 * none as it stands, and one as soon as there is a port.
 */
export function templateMistake(bytes: Uint8Array, as: LoadedAs): LoadMistake | undefined {
  const mistake = loadMistake(bytes, as);
  const names = mistake && referencedNames(decodeBytes(bytes, 'utf8-latin1').text, true);
  if (names === undefined || names.length === 0) return mistake;
  return loadMistake(new Template(bytes, new Set(names)).withMarks(), as) && mistake;
}

function withKeys(node: ConfigNode, rename: (key: string) => string): ConfigNode {
  if (node.kind !== 'map') return node;
  return {
    ...node,
    entries: node.entries.map((entry) => ({
      ...entry,
      key: rename(entry.key),
      value: withKeys(entry.value, rename),
    })),
  };
}

/**
 * Digits that a text does not hold: digits alone stand for a value in every format, with quotes and without. The only 8 is the
 * first one, so that no mark can begin inside another.
 */
function freeStem(text: string): string {
  for (let index = 0; ; index++) {
    const rest = `0916273540${index.toString(8)}`;
    if (!text.includes(rest)) return `8${rest}`;
  }
}
