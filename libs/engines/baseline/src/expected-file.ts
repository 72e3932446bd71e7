import {
  bukkitView,
  type ConfigNode,
  type ConfigReading,
  type ConfigView,
  nodeOf,
  readConfig,
} from '@archivesmp/config-text';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { withNodeAt } from './config-tree.js';
import type { Deviation } from './deviations-document.js';
import {
  conflictsOf,
  isExpired,
  type Override,
  overridesOf,
  type ScopeConflict,
  voicesOn,
} from './override.js';
import { type FleetInstance, scopeCovers } from './scope.js';
import { substitute, type VariableValues } from './variables.js';

/** What a file should be on one instance. `root` is undefined when the baseline itself cannot be read. */
export interface Expectation {
  readonly reading: ConfigReading;
  /** The baseline's tree before deviations; both trees are in the view in which the file is compared. */
  readonly base: ConfigNode | undefined;
  readonly root: ConfigNode | undefined;
  readonly overrides: readonly Override[];
  readonly conflicts: readonly ScopeConflict[];
  /** The baseline with variables filled in, before deviations. A file with these bytes and no overrides is as expected. */
  readonly bytes: Uint8Array;
  readonly missingVariables: readonly string[];
  readonly usedVariables: readonly string[];
}

export interface VariableContext {
  readonly declared: ReadonlySet<string>;
  on(instance: FleetInstance): VariableValues;
}

export interface BaselineFacts {
  readonly plugin: string;
  readonly path: string;
  readonly format: ConfigFormat;
  readonly view: ConfigView;
}

/**
 * One file of a baseline together with everything the document says about it. Parses only when somebody asks for
 * an expectation, and once per set of deciding deviations, not once per instance.
 */
export class ExpectedFile {
  /** May hold variables or deviations: equal bytes on an instance then prove nothing by themselves. */
  readonly hasVariables: boolean;
  private readonly known = new Map<string, Expectation>();

  constructor(
    readonly facts: BaselineFacts,
    readonly bytes: Uint8Array,
    readonly deviations: readonly Deviation[],
    private readonly variables: VariableContext,
    private readonly now: string,
    /** sha256 of `bytes` in hex, when the caller knows it. */
    readonly sha256?: string,
  ) {
    this.hasVariables = variables.declared.size > 0 && mentionsVariable(bytes);
  }

  /** True when the instance's file must be exactly these bytes or be parsed to tell. */
  isPlainFor(instance: FleetInstance): boolean {
    return !this.hasVariables && !this.deviations.some((deviation) => this.speaksTo(deviation, instance));
  }

  on(instance: FleetInstance): Expectation {
    if (this.isPlainFor(instance)) return this.remember('', () => this.build(instance, this.bytes, [], []));
    const { bytes, missing, used } = this.filledIn(instance);
    const values = this.variables.on(instance);
    const ids = this.deviations.map((deviation) => (this.speaksTo(deviation, instance) ? '1' : '0')).join('');
    const variableKey = this.variables.declared.size > 0 ? JSON.stringify([...values]) : '';
    return this.remember(`${ids} ${variableKey} ${conflictKey(this.deviations, instance)}`, () =>
      this.build(instance, bytes, missing, used),
    );
  }

  /** Drops what was worked out; the next question parses again. */
  forget(): void {
    this.known.clear();
  }

  private speaksTo(deviation: Deviation, instance: FleetInstance): boolean {
    return scopeCovers(deviation.scope, instance) && !isExpired(deviation, this.now);
  }

  private remember(id: string, make: () => Expectation): Expectation {
    let expectation = this.known.get(id);
    if (expectation === undefined) this.known.set(id, (expectation = make()));
    return expectation;
  }

  private filledIn(instance: FleetInstance) {
    if (!this.hasVariables) return { bytes: this.bytes, missing: [], used: [] };
    const { text, missing, used } = substitute(
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes),
      this.variables.declared,
      this.variables.on(instance),
    );
    return { bytes: new TextEncoder().encode(text), missing, used };
  }

  private build(
    instance: FleetInstance,
    bytes: Uint8Array,
    missing: readonly string[],
    used: readonly string[],
  ): Expectation {
    const reading = readConfig(bytes, this.facts.format);
    const base = reading.state === 'ok' ? viewOf(reading.root, this.facts.view) : undefined;
    const voices = voicesOn(instance, this.deviations, base, this.now);
    const overrides = overridesOf(voices).map((override) => this.filledOverride(override, instance));
    const root =
      base && overrides.reduce((tree, { path, deviation }) => withNodeAt(tree, path, deviation.value), base);
    const conflicts = conflictsOf(voices, instance);
    return {
      reading,
      base,
      root,
      overrides,
      conflicts,
      bytes,
      missingVariables: missing,
      usedVariables: used,
    };
  }

  /** Variables stand in the texts of deviations, too. */
  private filledOverride(override: Override, instance: FleetInstance): Override {
    const { value } = override.deviation;
    if (value === undefined || this.variables.declared.size === 0) return override;
    const filled = fillTexts(value, this.variables.declared, this.variables.on(instance));
    return filled === value ? override : { ...override, deviation: { ...override.deviation, value: filled } };
  }
}

/** Instances with other names or aliases may be meant by other deviations; those that speak are in the mask already. */
function conflictKey(deviations: readonly Deviation[], instance: FleetInstance): string {
  return deviations.some(({ scope }) => scope.kind === 'tag') ? instance.name : '';
}

/** The tree in the view that decides. A file that Bukkit would refuse is compared as it stands. */
export function viewOf(root: ConfigNode, view: ConfigView): ConfigNode {
  if (view === 'plain') return root;
  const seen = bukkitView(root);
  return seen.state === 'ok' ? seen.root : root;
}

function fillTexts(node: ConfigNode, declared: ReadonlySet<string>, values: VariableValues): ConfigNode {
  if (node.kind === 'scalar') {
    if (node.type !== 'string') return node;
    const { text } = substitute(String(node.value), declared, values);
    return text === node.value ? node : nodeOf(text);
  }
  if (node.kind === 'list') {
    const items = node.items.map((item) => fillTexts(item, declared, values));
    return items.every((item, at) => item === node.items[at]) ? node : { ...node, items };
  }
  const entries = node.entries.map((entry) => {
    const value = fillTexts(entry.value, declared, values);
    return value === entry.value ? entry : { ...entry, value };
  });
  return entries.every((entry, at) => entry === node.entries[at]) ? node : { ...node, entries };
}

function mentionsVariable(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x7b); at !== -1; at = bytes.indexOf(0x7b, at + 1)) {
    if (bytes[at + 1] === 0x7b) return true;
  }
  return false;
}
