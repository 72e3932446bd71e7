import {
  type ExplainedVariable,
  type ExplainedSource,
  type Explanation,
  showScope,
} from '@archivesmp/baseline';
import { type ConfigNode, nodeOf } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { ShownValue } from './finding.js';
import type { SecretJudge } from '@archivesmp/secrets';
import { isMasked, MASK, show } from './shown-value.js';

/** The variable behind a value, as it may be shown. */
export interface ShownVariable {
  readonly name: string;
  /** Left out: it has none there. Masked where the key holds a secret. */
  readonly value?: ShownValue;
  /** Who gives the value: a scope, or the instance's own name, host or platform. */
  readonly by?: string;
  readonly line?: number;
}

/** One scope that spoke, as it may be shown. */
export interface ShownSource {
  readonly scope: string;
  readonly source: ExplainedSource['source'];
  readonly standing: ExplainedSource['standing'];
  readonly path: KeyPath;
  readonly value?: ShownValue;
  readonly reason?: string;
  readonly owner?: string;
  readonly expires?: string;
  readonly line?: number;
  readonly variables?: readonly ShownVariable[];
}

/** An explanation as every user may see it: secrets masked. */
export interface ShownExplanation extends Pick<
  Explanation,
  'plugin' | 'file' | 'path' | 'key' | 'instance' | 'outcome' | 'reason'
> {
  readonly expected?: ShownValue;
  /** Position in `voices`. */
  readonly winner?: number;
  readonly voices: readonly ShownSource[];
}

/** What `explain` found out, with secrets masked. */
export function shownExplanation(explanation: Explanation, judge: SecretJudge): ShownExplanation {
  const { plugin, file, path, key, instance, outcome, expected, winner, valueSources, reason } = explanation;
  return {
    ...{ plugin, file, path, key, instance, outcome },
    ...shown('expected', expected, path, judge),
    ...(winner && { winner: valueSources.indexOf(winner) }),
    voices: valueSources.map((valueSource) => shownSource(valueSource, path, judge)),
    ...(reason !== undefined && { reason }),
  };
}

function shownSource(valueSource: ExplainedSource, key: KeyPath, judge: SecretJudge): ShownSource {
  const { scope, source, standing: status, path, value, variables } = valueSource;
  const { reason, owner, expires, line } = valueSource.deviation ?? {};
  // A voice below the key speaks about its own path, one above it about the key
  const subject = path.length > key.length ? path : key;
  const secrets = value === undefined ? [] : secretsIn(value, subject, judge);
  return {
    ...{ scope: showScope(scope), source, standing: status, path },
    ...shown('value', value, subject, judge),
    ...(reason && { reason }),
    ...(owner && { owner }),
    ...(expires && { expires }),
    ...(line !== undefined && { line }),
    ...(variables.length > 0 && {
      variables: variables.map((variable) => shownVariable(variable, subject, secrets, judge)),
    }),
  };
}

/** Texts that are masked where a value is shown. */
function secretsIn(node: ConfigNode, path: KeyPath, judge: SecretJudge): string[] {
  if (node.kind === 'list')
    return node.items.flatMap((item, index) => secretsIn(item, [...path, index], judge));
  if (node.kind === 'map')
    return node.entries.flatMap(({ key, value }) => secretsIn(value, [...path, key], judge));
  return isMasked(node, path, judge) ? [String(node.value)] : [];
}

/** @param secrets what is masked of the value that the variable is part of: then so is the variable */
function shownVariable(
  { name, value, scope, line, from }: ExplainedVariable,
  path: KeyPath,
  secrets: readonly string[],
  judge: SecretJudge,
): ShownVariable {
  const isSecret = value !== undefined && secrets.some((secret) => secret.includes(value));
  return {
    name,
    ...(isSecret
      ? { value: MASK }
      : shown('value', value === undefined ? undefined : nodeOf(value), path, judge)),
    ...(scope && { by: showScope(scope) }),
    ...(from && { by: `the ${from} itself` }),
    ...(line !== undefined && { line }),
  };
}

const shown = (
  name: string,
  node: ConfigNode | undefined,
  path: KeyPath,
  judge: SecretJudge,
): Record<string, ShownValue> => (node === undefined ? {} : { [name]: show(node, path, { judge }).value });
