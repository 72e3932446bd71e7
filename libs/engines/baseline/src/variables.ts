import type { DeviationsDocument, Variable } from './deviations-document.js';
import type { FleetInstance } from '@archivesmp/fleet';
import { compareScopes, type Scope, scopeCovers } from './scope.js';

/** `{{NAME}}`, or `\{{NAME}}` which stands for the four characters themselves. Nothing else is a variable. */
const REFERENCE = /(\\?)\{\{([A-Z][A-Z0-9_]{0,63})\}\}/g;

/** Values of the declared variables on one instance; a name without a value there is missing from the map. */
export type VariableValues = ReadonlyMap<string, string>;

export interface Substitution {
  readonly text: string;
  /** Declared names without a value on this instance; left as they are. */
  readonly missing: readonly string[];
  /** Names that were replaced. */
  readonly used: readonly string[];
  /** Something was replaced, or an escape taken away. */
  readonly isChanged: boolean;
}

const NO_VALUES: VariableValues = new Map();

/**
 * Replaces declared names only: `%papi%`, `${…}`, `{player}` and undeclared `{{NAMES}}` belong to the plugins.
 * A backslash before a declared name escapes it; `escaped` says what stands there then, else `{{NAME}}` itself.
 */
export function fillVariables(
  text: string,
  declared: ReadonlySet<string>,
  values: VariableValues = NO_VALUES,
  escaped?: VariableValues,
): Substitution {
  const missing = new Set<string>();
  const used = new Set<string>();
  const replaced = text.replace(REFERENCE, (whole: string, escape: string, name: string) => {
    if (!declared.has(name)) return whole;
    if (escape !== '') return escaped?.get(name) ?? whole.slice(1);
    const value = values.get(name);
    if (value === undefined) missing.add(name);
    else used.add(name);
    return value ?? whole;
  });
  return { text: replaced, missing: [...missing], used: [...used], isChanged: replaced !== text };
}

/** Every name that is written like a variable; escaped ones are left out unless they are asked for. */
export function referencedNames(text: string, withEscaped = false): string[] {
  const names = new Set<string>();
  for (const [, escape, name] of text.matchAll(REFERENCE)) if (escape === '' || withEscaped) names.add(name!);
  return [...names];
}

/** Two scopes of equal rank give one variable different values on an instance. */
export interface VariableConflict {
  readonly name: string;
  readonly instance: string;
  readonly lines: readonly number[];
}

/** The narrowest scope wins; see `compareScopes`. */
export function valuesOn(
  instance: FleetInstance,
  variables: DeviationsDocument['variables'],
): { values: VariableValues; conflicts: readonly VariableConflict[] } {
  const values = new Map<string, string>();
  const conflicts: VariableConflict[] = [];
  for (const variable of variables) {
    const applying = applyingValues(instance, variable);
    const [winner] = applying;
    const equals = applying.filter(({ scope }) => compareScopes(scope, winner!.scope) === 0);
    if (equals.some(({ text }) => text !== winner!.text)) {
      conflicts.push({ name: variable.name, instance: instance.name, lines: equals.map(({ line }) => line) });
    }
    const value = winner?.text ?? ownValue(variable, instance);
    if (value !== undefined) values.set(variable.name, value);
  }
  return { values, conflicts };
}

function ownValue(variable: Variable, instance: FleetInstance): string | undefined {
  switch (variable.from) {
    case 'instance':
      return instance.name;
    case 'host':
      return instance.host;
    case 'platform':
      return instance.platform;
    default:
      return undefined;
  }
}

/** What a variable stands for on an instance, and who says so. */
export interface ExplainedVariable {
  readonly name: string;
  /** Left out: it has no value there. */
  readonly value?: string;
  /** The scope that gives the value. */
  readonly scope?: Scope;
  /** Line of the document. */
  readonly line?: number;
  /** It is the instance's own name, host or platform. */
  readonly from?: NonNullable<Variable['from']>;
}

/** The variable behind a value. */
export function explainVariable(
  name: string,
  instance: FleetInstance,
  variables: DeviationsDocument['variables'],
): ExplainedVariable {
  const variable = variables.find((one) => one.name === name);
  if (variable === undefined) return { name };
  const winner = winnerOn(instance, variable);
  if (winner !== undefined) return { name, value: winner.text, scope: winner.scope, line: winner.line };
  const value = ownValue(variable, instance);
  return value === undefined ? { name } : { name, value, from: variable.from! };
}

function applyingValues(instance: FleetInstance, { values }: Variable): Variable['values'] {
  return values
    .filter(({ scope }) => scopeCovers(scope, instance))
    .sort((left, right) => compareScopes(right.scope, left.scope));
}

const winnerOn = (instance: FleetInstance, variable: Variable) => applyingValues(instance, variable)[0];
