import { decodeBytes } from '@archivesmp/config-text';
import { type DesiredState, isExpectedOn } from './desired-state.js';
import type { VariableConflict } from './variables.js';
import { referencedNames } from './variables.js';

/** A name that a file mentions. */
export interface VariableMention {
  readonly name: string;
  readonly plugin: string;
  readonly file: string;
}

/** What is wrong with the variables of a desired state (capability B7). */
export interface VariableReport {
  /** Mentioned on an instance where no scope gives a value: the file cannot be rendered there. */
  readonly missing: readonly (VariableMention & { readonly instance: string })[];
  /** Declared, and mentioned nowhere. */
  readonly unused: readonly string[];
  /** Written like a variable and not declared: the plugin's own, or a typing error. Left as it is. */
  readonly undeclared: readonly VariableMention[];
  /** Scopes of equal rank that give a variable different values. */
  readonly conflicts: readonly VariableConflict[];
}

/** Looks through every baseline and deviation. */
export function reportVariables(state: DesiredState): VariableReport {
  const declared = new Set(state.document.variables.map(({ name }) => name));
  const mentioned = new Set<string>();
  const missing: VariableReport['missing'][number][] = [];
  const undeclared: VariableMention[] = [];
  for (const [plugin, files] of state.plugins) {
    for (const [file, expected] of files) {
      for (const name of expected.variableNames) mentioned.add(name);
      for (const name of referencedNames(decodeBytes(expected.bytes, 'utf8-latin1').text)) {
        if (!declared.has(name)) undeclared.push({ name, plugin, file });
      }
      if (expected.variableNames.size === 0) continue;
      for (const instance of state.fleet) {
        const { expected: isExpected, whereInstalled } = isExpectedOn(state, plugin, instance);
        if (!isExpected || whereInstalled) continue;
        for (const name of expected.on(instance).missingVariables)
          missing.push({ name, plugin, file, instance: instance.name });
      }
    }
  }
  const unused = [...declared].filter((name) => !mentioned.has(name));
  return { missing, unused, undeclared, conflicts: state.variableConflicts };
}
