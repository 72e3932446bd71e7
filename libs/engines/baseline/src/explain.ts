import { fileHintFor, type NamedFile } from '@archivesmp/contracts/closest-name';
import { type ConfigNode, pathInView } from '@archivesmp/config-text';
import { type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import { nodeAt } from './config-tree.js';
import { type DesiredState, isExpectedOn } from './desired-state.js';
import type { Deviation } from './deviations-document.js';
import { locateDotted } from './dotted-key.js';
import type { Expectation } from './expected-file.js';
import { compileLeftOpen } from './left-open.js';
import { isRelated, startsWith, type ValueSource } from './override.js';
import { asDescribed, type FleetInstance } from '@archivesmp/fleet';
import { compareScopes, type Scope, UNIVERSAL } from './scope.js';
import { type ExplainedVariable, explainVariable } from './variables.js';

/** One scope that said something about a key, and what came of it. */
export interface ExplainedSource {
  readonly scope: Scope;
  /** The baseline itself speaks for everywhere. */
  readonly source: 'baseline' | 'deviation';
  /** `refined`: a narrower scope changed a part of what this one set. */
  readonly standing: ValueSource['standing'] | 'refined';
  /** What it said about this very key; undefined: that the key must not be there. */
  readonly value: ConfigNode | undefined;
  /** Where it spoke: the key itself, a map above it or a key below it. */
  readonly path: KeyPath;
  /** Reason, owner, expiry and line of a deviation. */
  readonly deviation?: Deviation;
  /** The variables that what it said is made of; mostly none. */
  readonly variables: readonly ExplainedVariable[];
}

/** Why a key is what it is on an instance. */
export interface Explanation {
  readonly plugin: string;
  readonly file: string;
  readonly path: KeyPath;
  readonly key: string;
  readonly instance: string;
  /**
   * `value`: the key should have `expected`. `no_key`: it should not be there. `conflict`: scopes of equal rank disagree.
   * `not_judged`: what it should be needs a variable that has no value here, or cannot be written, or is left open.
   * `not_expected_here`: the plugin does not belong on the instance. `no_baseline`, `unreadable`: not known.
   */
  readonly outcome:
    'value' | 'no_key' | 'conflict' | 'not_judged' | 'not_expected_here' | 'no_baseline' | 'unreadable';
  readonly expected: ConfigNode | undefined;
  /** The source that decided; undefined when none did. */
  readonly winner: ExplainedSource | undefined;
  /** All sources, widest scope first; the baseline comes before all deviations. */
  readonly valueSources: readonly ExplainedSource[];
  /** In words, where the outcome needs some. */
  readonly reason?: string;
}

export interface ExplainedKey {
  readonly plugin: string;
  readonly file: string;
  /** Steps, or as people write it: steps separated by dots. */
  readonly key: KeyPath | string;
}

/** Names every scope that spoke about a key on an instance, and who won. Agrees with what a scan expects there. */
export function explain(state: DesiredState, key: ExplainedKey, on: FleetInstance): Explanation {
  const instance = asDescribed(state.fleet, on);
  const { plugin, file } = key;
  const unknown = (outcome: Explanation['outcome'], reason: string, path: KeyPath = []): Explanation => {
    const shown = typeof key.key === 'string' ? key.key : showKey(key.key);
    const location = { plugin, file, path, key: shown, instance: instance.name };
    return { ...location, outcome, expected: undefined, winner: undefined, valueSources: [], reason };
  };
  const expected = state.plugins.get(plugin)?.get(file);
  if (expected === undefined)
    return unknown(
      'no_baseline',
      `there is no baseline for ${plugin}/${file}${fileHintFor({ plugin, file }, filesOf(state))}`,
    );
  const expectation = expected.on(instance);
  const asked = typeof key.key === 'string' ? locateDotted(expectation.root, key.key) : key.key;
  const path = pathInView(expectation.root, asked, expected.readingOn(instance));
  const { expected: isExpected, reason } = isExpectedOn(state, plugin, instance);
  if (!isExpected)
    return unknown('not_expected_here', reason ?? `${plugin} is listed under no_desired_state`, path);
  if (expectation.reading.state === 'unreadable')
    return unknown('unreadable', `the baseline cannot be read: ${expectation.reading.error.message}`, path);
  const variable = (name: string) => explainVariable(name, instance, state.document.variables);
  const location = { plugin, file, path, key: showKey(path), instance: instance.name };
  const explanation = explained(expectation, variable, location);
  if (explanation.outcome !== 'no_key' || explanation.winner !== undefined) return explanation;
  const open = compileLeftOpen(state.document)(plugin, file, path);
  return open === undefined ? explanation : { ...explanation, outcome: 'not_judged', reason: open.reason };
}

type ExplainedLocation = Pick<Explanation, 'plugin' | 'file' | 'path' | 'key' | 'instance'>;

type VariableNamed = (name: string) => ExplainedVariable;

function explained(
  expectation: Expectation,
  variable: VariableNamed,
  location: ExplainedLocation,
): Explanation {
  const valueSources = valueSourcesOf(expectation, location.path, variable);
  const open = expectation.undecided.find(({ path, cause }) =>
    cause === 'conflict' ? isRelated(path, location.path) : startsWith(location.path, path),
  );
  if (open !== undefined) {
    const outcome = open.cause === 'conflict' ? 'conflict' : 'not_judged';
    const { reason } = open;
    return { ...location, outcome, expected: undefined, winner: undefined, valueSources, reason };
  }
  const expected = expectation.root && nodeAt(expectation.root, location.path);
  const winner =
    valueSources.findLast(
      ({ standing: status, path }) => isDeciding(status) && path.length <= location.path.length,
    ) ?? valueSources.findLast(({ standing: status }) => isDeciding(status));
  return {
    ...location,
    outcome: expected === undefined ? 'no_key' : 'value',
    expected,
    winner,
    valueSources,
  };
}

const isDeciding = (status: ExplainedSource['standing']): boolean => status === 'won' || status === 'refined';

/**
 * The last deviation that covers the key decides it, else the baseline; those below it that count after that one refine it.
 * The order is the one in which deviations are applied, see `overridesOf`.
 */
function valueSourcesOf(
  { base, overrides, valueSources, variablesAt }: Expectation,
  keyPath: KeyPath,
  variable: VariableNamed,
): ExplainedSource[] {
  const applied = overrides.filter(({ path }) => isRelated(path, keyPath));
  const deciding = applied.findLastIndex(({ path }) => path.length <= keyPath.length);
  const isRefined = applied.length > deciding + 1;
  const result: ExplainedSource[] = [];
  const baselineValue = base && nodeAt(base, keyPath);
  if (baselineValue !== undefined) {
    const status = deciding !== -1 ? 'overruled' : isRefined ? 'refined' : 'won';
    const variables = variablesAt(keyPath).map(variable);
    result.push({
      scope: UNIVERSAL,
      source: 'baseline',
      standing: status,
      value: baselineValue,
      path: keyPath,
      variables,
    });
  }
  for (const valueSource of inOrder(valueSources.filter(({ path }) => isRelated(path, keyPath)))) {
    const { deviation, path, standing: status } = valueSource;
    const { missing = [], used = [] } = valueSource.variables ?? {};
    const location = applied.findIndex((override) => override.deviation === deviation);
    result.push({
      scope: deviation.scope,
      source: 'deviation',
      standing:
        location === -1
          ? status
          : location < deciding
            ? 'overruled'
            : location === deciding && isRefined
              ? 'refined'
              : 'won',
      value: valueAtKey(deviation, path, keyPath),
      path,
      deviation,
      variables: [...used, ...missing].map(variable),
    });
  }
  return result;
}

function inOrder(valueSources: readonly ValueSource[]): ValueSource[] {
  return [...valueSources].sort(
    (left, right) =>
      compareScopes(left.deviation.scope, right.deviation.scope) || left.path.length - right.path.length,
  );
}

/** What a voice above or at the key says about the key itself. */
function valueAtKey({ value }: Deviation, path: KeyPath, keyPath: KeyPath): ConfigNode | undefined {
  if (path.length >= keyPath.length || value === undefined) return value;
  return nodeAt(value, keyPath.slice(path.length));
}

const filesOf = ({ plugins }: DesiredState): NamedFile[] =>
  [...plugins].flatMap(([plugin, files]) => [...files.keys()].map((file) => ({ plugin, file })));
