import {
  type ConfigNode,
  type ConfigReading,
  type DecodedText,
  decodeBytes,
  nodeOf,
  readConfig,
} from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath, Platform } from '@archivesmp/contracts/vocabulary';
import { withNodeAt } from './config-tree.js';
import type { Deviation } from './deviations-document.js';
import {
  conflictsOf,
  isExpired,
  type Override,
  overridesOf,
  type ScopeConflict,
  type ValueSource,
  type SourceVariables,
  valueSourcesOn,
} from './override.js';
import type { FileReading } from './readers.js';
import type { FleetInstance } from '@archivesmp/fleet';
import { scopeCovers } from './scope.js';
import { type Rendering, Template } from './template.js';
import { type UndecidedKey, undecidedKeys, whollyUndecided } from './undecided.js';
import { type Substitution, fillVariables, type VariableValues } from './variables.js';
import { viewOf } from './view-of.js';

/** What a file should be on one instance. `root` is undefined when the baseline itself cannot be read. */
export interface Expectation {
  readonly reading: ConfigReading;
  /** The baseline's tree before deviations; both trees are in the view in which the file is compared. */
  readonly base: ConfigNode | undefined;
  readonly root: ConfigNode | undefined;
  readonly overrides: readonly Override[];
  readonly conflicts: readonly ScopeConflict[];
  /** Everything the document says about the file on this instance, with what came of it. */
  readonly valueSources: readonly ValueSource[];
  /** The baseline with variables filled in, before deviations. A file with these bytes and no overrides is as expected. */
  readonly bytes: Uint8Array;
  /** Keys without a known expectation, and why; not judged, and never set. */
  readonly undecided: readonly UndecidedKey[];
  /** Declared names without a value on this instance, in the file or in a deviation that counts; left as they are. */
  readonly missingVariables: readonly string[];
  readonly usedVariables: readonly string[];
  /** Names of the variables that the baseline's own value at a key is made of. */
  variablesAt(path: KeyPath): readonly string[];
}

export interface VariableContext {
  readonly declared: ReadonlySet<string>;
  on(instance: FleetInstance): VariableValues;
}

export interface BaselineFacts {
  readonly plugin: string;
  readonly path: string;
  readonly format: ConfigFormat;
  readonly readingOn: (platform: Platform) => FileReading;
}

/**
 * One file of a baseline together with everything the document says about it. Parses only when a caller asks for
 * an expectation, and once per set of deciding deviations, not once per instance.
 */
export class ExpectedFile {
  /** Its content depends on variables: equal bytes on an instance then prove nothing by themselves. */
  readonly hasVariables: boolean;
  /** Declared names that the file or a deviation of it mentions. */
  readonly variableNames: ReadonlySet<string>;
  private readonly known = new Map<string, Expectation>();
  private parts: Template | undefined;

  constructor(
    readonly facts: BaselineFacts,
    readonly bytes: Uint8Array,
    readonly deviations: readonly Deviation[],
    private readonly variables: VariableContext,
    private readonly now: string,
    /** sha256 of `bytes` in hex, when the caller knows it. */
    readonly sha256?: string,
    /** Why the expected content of the file is unknown. */
    private readonly notJudged?: string,
  ) {
    const { declared } = variables;
    const inFile =
      declared.size > 0 && mentionsVariable(bytes) ? fillVariables(textOf(bytes).text, declared) : NONE;
    this.hasVariables = inFile.isChanged || inFile.missing.length > 0;
    const inDeviations =
      declared.size > 0 ? deviations.flatMap(({ value }) => listNamesIn(value, declared)) : [];
    this.variableNames = new Set([...inFile.missing, ...inDeviations]);
  }

  /** True when the instance's file must be exactly these bytes or be parsed to tell. */
  isPlainFor(instance: FleetInstance): boolean {
    return (
      !this.hasVariables &&
      this.notJudged === undefined &&
      !this.deviations.some((deviation) => this.appliesTo(deviation, instance))
    );
  }

  /** How the file is read on an instance: a proxy may read it otherwise than a server. */
  readingOn({ platform }: FleetInstance): FileReading {
    return this.facts.readingOn(platform);
  }

  /** What the file should be on an instance. */
  on(instance: FleetInstance): Expectation {
    const { view, separator } = this.readingOn(instance);
    const seen = `${view} ${separator} `;
    if (this.isPlainFor(instance)) return this.remember(seen, instance);
    const applied = this.deviations
      .map((deviation) => (this.appliesTo(deviation, instance) ? '1' : '0'))
      .join('');
    const values = this.variables.on(instance);
    const filled = [...this.variableNames].map((name) => values.get(name));
    const expectation = this.remember(`${seen}${applied} ${JSON.stringify(filled)}`, instance);
    const { conflicts, undecided } = expectation;
    if (undecided.every((one) => one.instance === instance.name)) return expectation;
    return {
      ...expectation,
      conflicts: conflicts.map((one) => ({ ...one, instance: instance.name })),
      undecided: undecided.map((one) => ({ ...one, instance: instance.name })),
    };
  }

  /** Drops what was worked out; the next question parses again. */
  forgetExpected(): void {
    this.known.clear();
  }

  private appliesTo(deviation: Deviation, instance: FleetInstance): boolean {
    return scopeCovers(deviation.scope, instance) && !isExpired(deviation, this.now);
  }

  private remember(id: string, instance: FleetInstance): Expectation {
    let expectation = this.known.get(id);
    if (expectation === undefined) this.known.set(id, (expectation = this.build(instance)));
    return expectation;
  }

  private build(instance: FleetInstance): Expectation {
    const values = this.variables.on(instance);
    const { declared } = this.variables;
    const missing = new Set<string>();
    const used = new Set<string>();
    const seen = this.readingOn(instance);
    const rendering = this.hasVariables ? this.template.render(values, seen) : this.asItIs();
    const { bytes, reading } = rendering;
    for (const name of rendering.missing) missing.add(name);
    for (const name of rendering.used) used.add(name);
    const base = reading.state === 'ok' ? viewOf(reading.root, seen) : undefined;
    const valueSources = valueSourcesOn(instance, this.deviations, base, this.now, seen).map(
      (valueSource): ValueSource => {
        const { value } = valueSource.deviation;
        if (value === undefined || declared.size === 0) return valueSource;
        const own: SourceVariables = { missing: new Set(), used: new Set() };
        const filled = withTexts(value, (source) => {
          const text = fillVariables(source, declared, values);
          for (const name of text.missing) own.missing.add(name);
          for (const name of text.used) own.used.add(name);
          return text.text;
        });
        if (own.missing.size + own.used.size === 0 && filled === value) return valueSource;
        if (valueSource.standing === 'won') {
          for (const name of own.missing) missing.add(name);
          for (const name of own.used) used.add(name);
        }
        return { ...valueSource, deviation: { ...valueSource.deviation, value: filled }, variables: own };
      },
    );
    const overrides = overridesOf(valueSources);
    const conflicts = conflictsOf(valueSources, instance);
    const root =
      base && overrides.reduce((tree, { path, deviation }) => withNodeAt(tree, path, deviation.value), base);
    return {
      reading,
      base,
      root,
      overrides,
      conflicts,
      undecided:
        this.notJudged === undefined
          ? undecidedKeys({ rendering, overrides, valueSources, conflicts, instance: instance.name })
          : [whollyUndecided(this.notJudged, instance.name)],
      valueSources,
      bytes,
      missingVariables: [...missing],
      usedVariables: [...used],
      variablesAt: (path) => (this.hasVariables ? this.template.namesAt(path, values, seen) : []),
    };
  }

  private get template(): Template {
    return (this.parts ??= new Template(this.bytes, this.variables.declared));
  }

  private asItIs(): Rendering {
    const { bytes } = this;
    const reading = readConfig(bytes, this.facts.format, { positions: false });
    return { bytes, reading, missing: [], used: [], unfilled: [], isInexact: false };
  }
}

const NONE: Pick<Substitution, 'missing' | 'isChanged'> = { missing: [], isChanged: false };

const textOf = (bytes: Uint8Array): DecodedText => decodeBytes(bytes, 'utf8-latin1');

/** The same tree with every text value put through `change`; what did not change is shared with the original. */
function withTexts(node: ConfigNode, change: (text: string) => string): ConfigNode {
  if (node.kind === 'scalar') {
    if (node.type !== 'string') return node;
    const text = change(String(node.value));
    return text === node.value ? node : nodeOf(text);
  }
  if (node.kind === 'list') {
    const items = node.items.map((item) => withTexts(item, change));
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }
  const entries = node.entries.map((entry) => {
    const value = withTexts(entry.value, change);
    return value === entry.value ? entry : { ...entry, value };
  });
  return entries.every((entry, index) => entry === node.entries[index]) ? node : { ...node, entries };
}

/** Declared names that the texts of a value mention. */
function listNamesIn(value: ConfigNode | undefined, declared: ReadonlySet<string>): string[] {
  const names: string[] = [];
  if (value !== undefined) {
    withTexts(value, (text) => {
      names.push(...fillVariables(text, declared).missing);
      return text;
    });
  }
  return names;
}

function mentionsVariable(bytes: Uint8Array): boolean {
  for (let index = bytes.indexOf(0x7b); index !== -1; index = bytes.indexOf(0x7b, index + 1)) {
    if (bytes[index + 1] === 0x7b) return true;
  }
  return false;
}
