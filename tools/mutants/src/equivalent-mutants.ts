import { changeOf, type Mutant } from './mutant.js';

/** A change that makes no difference anybody could see, and why. */
export interface EquivalentMutant {
  readonly file: string;
  /** The line as it stands in the file, without indentation: the entry is void when the line changes. */
  readonly line: string;
  /** As reports write it. */
  readonly change: string;
  /** How often the line has it, when more than once: each of them makes no difference. */
  readonly times?: number;
  readonly reason: string;
}

/** Looked at one by one. */
export const EQUIVALENT_MUTANTS: readonly EquivalentMutant[] = [
  {
    file: 'libs/engines/drift/src/documented.ts',
    line: 'if (base === undefined || root === undefined) return [];',
    change: 'logical: || → &&',
    reason: 'The tree with deviations is made of the one without: there are both or neither.',
  },
  {
    file: 'libs/engines/drift/src/rules.ts',
    line: 'return instances.some((name) => name === instance.name || (instance.aliases?.includes(name) ?? false));',
    change: 'fallback: instance.aliases?.includes(name) ?? false → (instance.aliases?.includes(name))',
    reason: 'Only whether it holds is asked, and nothing holds no more than false does.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['hourly', (policy) => policy.keepHourly, (time) => time.toISOString().slice(0, 13)],",
    change: 'number: 13 → (13 + 1)',
    reason: 'One character more is what separates it from the rest, and that is the same in every time.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['hourly', (policy) => policy.keepHourly, (time) => time.toISOString().slice(0, 13)],",
    change: 'number: 0 → (0 + 1)',
    reason: 'The first digit of the year is the same in every time that a backup may have.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['daily', (policy) => policy.keepDaily, (time) => time.toISOString().slice(0, 10)],",
    change: 'number: 10 → (10 + 1)',
    reason: 'One character more is what separates it from the rest, and that is the same in every time.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['daily', (policy) => policy.keepDaily, (time) => time.toISOString().slice(0, 10)],",
    change: 'number: 0 → (0 + 1)',
    reason: 'The first digit of the year is the same in every time that a backup may have.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['monthly', (policy) => policy.keepMonthly, (time) => time.toISOString().slice(0, 7)],",
    change: 'number: 7 → (7 + 1)',
    reason: 'One character more is what separates it from the rest, and that is the same in every time.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['monthly', (policy) => policy.keepMonthly, (time) => time.toISOString().slice(0, 7)],",
    change: 'number: 0 → (0 + 1)',
    reason: 'The first digit of the year is the same in every time that a backup may have.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['yearly', (policy) => policy.keepYearly, (time) => time.toISOString().slice(0, 4)],",
    change: 'number: 4 → (4 + 1)',
    reason: 'One character more is what separates it from the rest, and that is the same in every time.',
  },
  {
    file: 'libs/engines/retention/src/retention.ts',
    line: "['yearly', (policy) => policy.keepYearly, (time) => time.toISOString().slice(0, 4)],",
    change: 'number: 0 → (0 + 1)',
    reason: 'The first digit of the year is the same in every time that a backup may have.',
  },
  {
    file: 'libs/engines/baseline/src/parse-facts.ts',
    line: "if (field.node?.kind === 'scalar') return { name, values: [readValue(field, 'everywhere', tags)].flat() };",
    change: 'optional: ?. → .',
    reason: 'The entry of a map always has a node.',
  },
  {
    file: 'libs/engines/rollout/src/clock-moment.ts',
    line: 'const DAY_MS = 86_400_000;',
    change: 'number: 86_400_000 → (86_400_000 + 1)',
    reason:
      'A millisecond more or less is still about a day before and after, and clocks change at most once in that time.',
  },
  {
    file: 'libs/engines/rollout/src/change-windows.ts',
    line: 'return [...new Set(all)].filter((edge) => edge > now).sort((a, b) => a - b);',
    change: 'comparison: > → >=',
    reason: 'The caller looks for a moment with another answer than now, which now itself is not.',
  },
  {
    file: 'libs/engines/drift/src/outliers.ts',
    line: 'const isClear = agree >= members.length * majorityShare - 1e-9;',
    change: 'comparison: >= → >',
    reason: 'A whole number never stands exactly a billionth below a share.',
  },
  {
    file: 'libs/engines/drift/src/source-text.ts',
    line: "const NOWHERE: ConfigNode = { kind: 'map', entries: [], span: { start: 0, end: 0 }, style: 'block' };",
    change: 'number: 0 → (0 + 1)',
    times: 2,
    reason: 'Nothing is found in a map without entries, so nobody asks where it stands.',
  },
  {
    file: 'libs/engines/drift/src/diff-trees.ts',
    line: 'for (; at < size && at < actual.entries.length; at++) {',
    change: 'condition: at < size && at < actual.entries.length → false',
    reason: 'A short way for the usual case; the index below it gives the same answer.',
  },
  {
    file: 'libs/adapters/instance-files/src/jail.ts',
    line: 'const here = BY_DESCRIPTOR ? `/proc/self/fd/${descriptor}` : plainPath;',
    change: 'condition: BY_DESCRIPTOR → true',
    reason:
      'It is true wherever there is /proc; the other branch is for systems without, where no test of ours runs.',
  },
  {
    file: 'libs/adapters/instance-files/src/jail.ts',
    line: 'const real = BY_DESCRIPTOR',
    change: 'condition: BY_DESCRIPTOR → true',
    reason:
      'It is true wherever there is /proc; the other branch is for systems without, where no test of ours runs.',
  },
  {
    file: 'libs/engines/baseline/src/expected-file.ts',
    line: 'declared.size > 0 && mentionsVariable(bytes) ? substitute(textOf(bytes).text, declared) : NONE;',
    change: 'condition: declared.size > 0 && mentionsVariable(bytes) → true',
    reason: 'A short way: without a name to look for, looking finds the same nothing.',
  },
  {
    file: 'libs/engines/baseline/src/expected-file.ts',
    line: 'declared.size > 0 && mentionsVariable(bytes) ? substitute(textOf(bytes).text, declared) : NONE;',
    change: 'comparison: > → >=',
    reason: 'A short way: without a name to look for, looking finds the same nothing.',
  },
  {
    file: 'libs/engines/baseline/src/expected-file.ts',
    line: 'if (bytes[at + 1] === 0x7b) return true;',
    change: 'condition: bytes[at + 1] === 0x7b → true',
    reason:
      'The answer only spares a look at texts that cannot hold a variable; the look finds the same nothing.',
  },
  {
    file: 'libs/engines/baseline/src/variable-report.ts',
    line: 'if (expected.variableNames.size === 0) continue;',
    change: 'condition: expected.variableNames.size === 0 → false',
    reason: 'A short way: what mentions no variable misses none.',
  },
  {
    file: 'libs/engines/baseline/src/variable-report.ts',
    line: 'if (expected.variableNames.size === 0) continue;',
    change: 'statement: continue; → ;',
    reason: 'A short way: what mentions no variable misses none.',
  },
  {
    file: 'libs/engines/baseline/src/template.ts',
    line: 'for (let at = 0; ; at++) {',
    change: 'number: 0 → (0 + 1)',
    reason: 'Any digits that the text does not hold will do.',
  },
  {
    file: 'libs/engines/baseline/src/field.ts',
    line: 'return this.node && this.node.span.end > 0 ? this.lines.lineAt(this.node.span.start) : this.parentLine;',
    change: 'number: 0 → (0 + 1)',
    reason:
      'What ends behind the first character of a document stands in line 1, and nothing stands above it.',
  },
  {
    file: 'libs/adapters/instance-files/src/apply/order-applier.ts',
    line: 'for (const made of [...kept].sort().toReversed()) {',
    change: 'call: [...kept].sort() → [...kept]',
    reason: 'Both lists are sorted, and what an order makes never holds what an earlier one made.',
  },
  {
    file: 'libs/adapters/instance-files/src/apply/state-care.ts',
    line: "setAside({ kind, file, instanceId = '' }: MovablePart): Promise<string | undefined> {",
    change: "text: '' → 'mutated'",
    reason: 'Only the name of a turn that no instance takes: instances are named by UUIDs.',
  },
  {
    file: 'libs/adapters/instance-files/src/discover-instances.ts',
    line: "const names = folder === '' ? top : await namesIn(jail, folder);",
    change: "condition: folder === '' → false",
    reason: 'It only spares a second look at the folder that was looked at already.',
  },
  {
    file: 'libs/engines/drift/src/outliers.ts',
    line: '[...values.values()].some(({ meaning }) => meaning !== first!.meaning)',
    change: 'comparison: !== → ===',
    reason: 'It only spares a look at keys that are the same everywhere; the look finds nobody odd.',
  },
  {
    file: 'libs/engines/rollout/src/change-windows.ts',
    line: 'const FIRST_DAY = -1;',
    change: 'number: 1 → (1 + 1)',
    reason: 'A window of the day before yesterday is over: it reaches over one midnight at most.',
  },
  {
    file: 'libs/engines/rollout/src/change-windows.ts',
    line: 'const HORIZON_DAYS = 14;',
    change: 'number: 14 → (14 + 1)',
    reason: 'Weeks are alike but where clocks change, and never do clocks change twice within two weeks.',
  },
  {
    file: 'libs/engines/rollout/src/change-windows.ts',
    line: 'const until = clockMoment(to > from ? date : date.plus({ days: 1 }), to, end);',
    change: 'comparison: > → >=',
    reason: 'A window whose ends are the same is refused before it comes here.',
  },
  {
    file: 'libs/adapters/instance-files/src/file-name.ts',
    line: 'if (!SUSPICIOUS.test(whole)) return whole;',
    change: 'condition: !SUSPICIOUS.test(whole) → false',
    reason: 'A short way for nearly all names; the look at each character gives the same answer.',
  },
  {
    file: 'libs/engines/change-plan/src/consequences.ts',
    line: 'if (touched.length === 0) return [];',
    change: 'condition: touched.length === 0 → false',
    reason: 'A short way: a file that no rule is about has no vote.',
  },
  {
    file: 'libs/engines/change-plan/src/consequences.ts',
    line: 'const touched = changed.filter(({ path }) => rules.isAbout(placeOf(path).plugin, placeOf(path).path));',
    change:
      'call: changed.filter(({ path }) => rules.isAbout(placeOf(path).plugin, placeOf(path).path)) → changed',
    reason: 'A short way: a file that no rule is about has no vote.',
  },
  {
    file: 'libs/engines/change-plan/src/wishes-for-plugin.ts',
    line: 'if (chosen.length === 0) continue;',
    change: 'condition: chosen.length === 0 → false',
    reason: 'A short way: of nothing chosen comes no wish.',
  },
  {
    file: 'libs/engines/drift/src/same-meaning.ts',
    line: 'if (mine.key !== other.key) break;',
    change: 'condition: mine.key !== other.key → true',
    reason: 'A short way for keys in the same order; the index below it gives the same answer.',
  },
  {
    file: 'libs/engines/drift/src/diff-trees.ts',
    line: 'if (mine.key !== other.key) break;',
    change: 'condition: mine.key !== other.key → true',
    reason: 'A short way for keys in the same order; the index below it gives the same answer.',
  },
  {
    file: 'libs/engines/drift/src/diff-trees.ts',
    line: 'if (mine.value !== other.value) compareEntry(mine.key, mine.value, other.value, path, options, found);',
    change: 'condition: mine.value !== other.value → true',
    reason: 'A short way: a value does not differ from itself.',
  },
  {
    file: 'libs/engines/drift/src/diff-trees.ts',
    line: "if (mine.kind === 'scalar' && sameMeaning(mine, other)) return;",
    change: "condition: mine.kind === 'scalar' && sameMeaning(mine, other) → false",
    reason: 'A short way: equal values have no difference.',
  },
  {
    file: 'libs/engines/drift/src/diff-trees.ts',
    line: "if (mine.kind === 'scalar' && sameMeaning(mine, other)) return;",
    change: 'comparison: === → !==',
    reason: 'A short way: equal values have no difference.',
  },
  {
    file: 'libs/engines/drift/src/diff-trees.ts',
    line: 'if (missing.length === 0 || extra.length === 0) return found;',
    change: 'condition: missing.length === 0 || extra.length === 0 → false',
    reason: 'A short way: without one of the two there is nothing to set against the other.',
  },
  {
    file: 'libs/engines/drift/src/diff-trees.ts',
    line: 'if (missing.length === 0 || extra.length === 0) return found;',
    change: 'logical: || → &&',
    reason: 'A short way: without one of the two there is nothing to set against the other.',
  },
  {
    file: 'libs/engines/drift/src/compare-file.ts',
    line: 'if (isPlain && sameBytes(bytes, expected.bytes)) return EQUAL;',
    change: 'condition: isPlain && sameBytes(bytes, expected.bytes) → false',
    reason: 'A short way: the same bytes have no difference.',
  },
  {
    file: 'libs/engines/drift/src/compare-file.ts',
    line: 'if (sameAsWritten && expectation.overrides.length === 0 && undecided.length === 0) return EQUAL;',
    change:
      'condition: sameAsWritten && expectation.overrides.length === 0 && undecided.length === 0 → false',
    reason: 'A short way: the same bytes have no difference.',
  },
  {
    file: 'libs/engines/drift/src/compare-file.ts',
    line: 'const reading = sameAsWritten',
    change: 'condition: sameAsWritten → false',
    reason: 'The same bytes are read alike; it only spares reading them again.',
  },
  {
    file: 'libs/engines/drift/src/compare-file.ts',
    line: ': readConfig(bytes, expected.facts.format, { positions: false });',
    change: 'boolean: false → true',
    reason: 'It only spares finding out where everything stands.',
  },
  {
    file: 'libs/engines/drift/src/same-content.ts',
    line: 'for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;',
    change: 'comparison: < → <=',
    reason: 'Behind their last byte both have none.',
  },
  {
    file: 'libs/engines/drift/src/text-difference.ts',
    line: 'for (let at = 0; at < longest; at++) {',
    change: 'comparison: < → <=',
    reason: 'Behind their last line both have none.',
  },
  {
    file: 'libs/engines/drift/src/masked-text.ts',
    line: 'const holdsSecret = secrets.some(({ start, end }) => start < to && end > from);',
    change: 'comparison: < → <=',
    reason: 'No secret begins where a line ends, before its line break.',
  },
  {
    file: 'libs/engines/drift/src/compare-instance.ts',
    line: 'const rules = input.rules ?? compileRules(desired.document, desired.now);',
    change:
      'fallback: input.rules ?? compileRules(desired.document, desired.now) → (compileRules(desired.document, desired.now))',
    reason:
      'Rules that are given are the ones compiled of the same document; they only spare doing it again.',
  },
  {
    file: 'libs/engines/change-plan/src/show/text-patch.ts',
    line: 'const LONGEST_MS = 400;',
    change: 'number: 400 → (400 + 1)',
    reason: 'A millisecond more for a diff that takes too long.',
  },
  {
    file: 'libs/engines/drift/src/shown-explanation.ts',
    line: '...(winner && { winner: voices.indexOf(winner) }),',
    change: 'call: indexOf → lastIndexOf',
    reason: 'Every voice is there once.',
  },
  {
    file: 'libs/adapters/instance-files/src/file-name.ts',
    line: 'for (let at = 0; at < name.length;) {',
    change: 'comparison: < → <=',
    reason: 'Nothing stands behind the last byte, and nothing is written for it.',
  },
];

/** The entry for a mutant, if it is known to be equivalent. */
export const equivalenceOf = (
  mutant: Mutant,
  source: string,
  known: readonly EquivalentMutant[] = EQUIVALENT_MUTANTS,
): EquivalentMutant | undefined => {
  const line = source.split('\n')[mutant.line - 1]!.trim();
  return known.find(
    (one) => one.file === mutant.file && one.line === line && one.change === changeOf(mutant),
  );
};
