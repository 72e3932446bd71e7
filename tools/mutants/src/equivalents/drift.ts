import type { EquivalentMutant } from './equivalent-mutant.js';

export const IN_DRIFT: readonly EquivalentMutant[] = [
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
    reason: 'Nothing is found in a map without entries, so its position is not used.',
  },
  {
    file: 'libs/engines/drift/src/diff-trees.ts',
    line: 'for (; index < size && index < actual.entries.length; index++) {',
    change: 'condition: index < size && index < actual.entries.length → false',
    reason: 'A short way for the usual case; the index below it gives the same answer.',
  },
  {
    file: 'libs/engines/drift/src/outliers.ts',
    line: '[...values.values()].some(({ meaning }) => meaning !== first!.meaning)',
    change: 'comparison: !== → ===',
    reason: 'It only spares a look at keys that are the same everywhere; that search finds no outlier.',
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
    file: 'libs/engines/drift/src/text-difference.ts',
    line: 'for (let index = 0; index < longest; index++) {',
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
    file: 'libs/engines/drift/src/shown-explanation.ts',
    line: '...(winner && { winner: valueSources.indexOf(winner) }),',
    change: 'call: indexOf → lastIndexOf',
    reason: 'Every value source is there once.',
  },
];
