import {
  type DesiredState,
  type ExpectedFile,
  isExpectedOn,
  type RuleBreach,
  type VariableConflict,
} from '@archivesmp/baseline';
import { isFileOn } from '@archivesmp/fleet';
import { breachText } from './breach-text.js';
import type { JudgeOf } from './secret-judges.js';

/** What can be wrong with expectations, and with values over the whole fleet. */
export const EXPECTATION_PROBLEM_KINDS = [
  'scope_conflict',
  'variable_conflict',
  'missing_variable',
  'unused_variable',
  'not_unique',
  'not_the_same',
] as const;
export type ExpectationProblemKind = (typeof EXPECTATION_PROBLEM_KINDS)[number];

/** Something about the expectations themselves, or about values over the whole fleet, that no finding can say. */
export interface ExpectationProblem {
  readonly kind: ExpectationProblemKind;
  readonly plugin?: string;
  readonly file?: string;
  /** A key, or the name of a variable. */
  readonly key?: string;
  readonly instances: readonly string[];
  /** What is wrong, where, and what puts it right; secrets are masked. */
  readonly message: string;
}

/** The same as it shows on one instance. Plain data: it may be kept and sent. */
export interface ProblemOnInstance extends Omit<ExpectationProblem, 'instances'> {
  readonly instance: string;
}

type StateOfFleet = Pick<DesiredState, 'document' | 'fleet' | 'seenOn' | 'isUnmanaged'>;

/** What is wrong where the document speaks about one file of a baseline, on every instance that is to have it. */
export function problemsOfFile(expected: ExpectedFile, state: StateOfFleet): ProblemOnInstance[] {
  const { plugin, path: file } = expected.facts;
  if (state.isUnmanaged(`${plugin}/${file}`)) return [];
  return state.fleet.flatMap((instance): ProblemOnInstance[] => {
    if (expected.isPlainFor(instance) || !isFileOn(plugin, file, instance.platform)) return [];
    const { expected: isExpected, whereInstalled } = isExpectedOn(state, plugin, instance);
    if (!isExpected || whereInstalled) return [];
    const { conflicts, missingVariables } = expected.on(instance);
    const on = { plugin, file, instance: instance.name };
    return [
      ...conflicts.map(({ key, deviations }): ProblemOnInstance => {
        const lines = deviations.map(({ line }) => line).join(' and ');
        const message = `Deviations of equal rank disagree about ${key} in ${plugin}/${file} (deviations.yml, lines ${lines}); give one tag a higher priority.`;
        return { kind: 'scope_conflict', ...on, key, message };
      }),
      ...missingVariables.map((name): ProblemOnInstance => {
        const message = `${plugin}/${file} mentions {{${name}}}, and no scope of deviations.yml gives it a value there.`;
        return { kind: 'missing_variable', ...on, key: name, message };
      }),
    ];
  });
}

/** Variables that scopes of equal rank disagree about. */
export const problemsOfConflicts = (conflicts: readonly VariableConflict[]): ProblemOnInstance[] =>
  conflicts.map(({ name, lines, instance }) => ({
    kind: 'variable_conflict',
    key: name,
    instance,
    message: `Scopes of equal rank give the variable ${name} different values (deviations.yml, lines ${lines.join(' and ')}); give one tag a higher priority.`,
  }));

/** Declared variables that nothing mentions. @param mentioned by the files of all baselines and by their deviations */
export const unusedVariables = (
  { variables }: DesiredState['document'],
  mentioned: ReadonlySet<string>,
): ExpectationProblem[] =>
  variables
    .filter(({ name }) => !mentioned.has(name))
    .map(({ name }) => {
      const message = `The variable ${name} is declared in deviations.yml and mentioned nowhere.`;
      return { kind: 'unused_variable', key: name, instances: [], message };
    });

/** A rule over the fleet that is broken, with all instances that break it. */
export function problemOfBreach(breach: RuleBreach, judgeOf: JudgeOf): ExpectationProblem {
  const { rule, holders } = breach;
  return {
    kind: rule.rule === 'unique' ? 'not_unique' : 'not_the_same',
    key: rule.key,
    instances: [...new Set(holders.map(({ instance }) => instance))],
    message: `${breachText(breach, judgeOf)}.`,
  };
}

/** The same thing on several instances is one problem. In the order of the kinds, and of the first instance of each. */
export function gatheredProblems(each: Iterable<ProblemOnInstance>): ExpectationProblem[] {
  const gathered = new Map<string, { problem: ProblemOnInstance; instances: Set<string> }>();
  for (const problem of each) {
    const known = gathered.get(problem.message);
    if (known === undefined)
      gathered.set(problem.message, { problem, instances: new Set([problem.instance]) });
    else known.instances.add(problem.instance);
  }
  return [...gathered.values()]
    .map(({ problem: { instance: _one, ...problem }, instances }) => ({
      ...problem,
      instances: [...instances],
    }))
    .sort((one, other) => rankOf(one) - rankOf(other));
}

const rankOf = ({ kind }: ExpectationProblem): number => EXPECTATION_PROBLEM_KINDS.indexOf(kind);

/** What is wrong with baselines and deviations by themselves. Each problem once, with every instance it is about. */
export function problemsOfDesired(desired: DesiredState): ExpectationProblem[] {
  const files = [...desired.plugins.values()].flatMap((of) => [...of.values()]);
  const mentioned = new Set(files.flatMap(({ variableNames }) => [...variableNames]));
  return [
    ...gatheredProblems([
      ...files.flatMap((file) => problemsOfFile(file, desired)),
      ...problemsOfConflicts(desired.variableConflicts),
    ]),
    ...unusedVariables(desired.document, mentioned),
  ];
}
