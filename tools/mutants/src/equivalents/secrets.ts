import type { EquivalentMutant } from './equivalent-mutant.js';

const NAMES = 'libs/engines/secrets/src/secret-names.ts';
const SHAPES = 'libs/engines/secrets/src/secret-shapes.ts';
const REMEMBERED = 'What is remembered only spares the same answer from being found again.';

export const IN_SECRETS: readonly EquivalentMutant[] = [
  {
    file: 'libs/engines/secrets/src/judge.ts',
    line: "const last = steps.at(-1) ?? '';",
    change: "text: '' → 'mutated'",
    reason: 'Neither word says anything of a secret.',
  },
  {
    file: NAMES,
    line: 'const MOST_KNOWN = 20_000;',
    change: 'number: 20_000 → (20_000 + 1)',
    reason: REMEMBERED,
  },
  {
    file: NAMES,
    line: 'if (judged.has(step)) return judged.get(step);',
    change: 'condition: judged.has(step) → false',
    reason: REMEMBERED,
  },
  ...[
    'comparison: >= → >',
    'comparison: >= → <',
    'condition: judged.size >= MOST_KNOWN → true',
    'condition: judged.size >= MOST_KNOWN → false',
  ].map((change) => ({
    file: NAMES,
    line: 'if (judged.size >= MOST_KNOWN) judged.clear();',
    change,
    reason: REMEMBERED,
  })),
  {
    file: NAMES,
    line: 'judged.set(step, verdict);',
    change: 'statement: judged.set(step, verdict); → ;',
    reason: REMEMBERED,
  },
  {
    file: SHAPES,
    line: 'if (!mayHaveShape(text)) return undefined;',
    change: 'condition: !mayHaveShape(text) → false',
    reason: 'A short way: a test holds that no shape escapes the quick look.',
  },
  {
    file: SHAPES,
    line: 'if (!mayHaveShape(text)) return text;',
    change: 'condition: !mayHaveShape(text) → false',
    reason: 'A short way: a test holds that no shape escapes the quick look.',
  },
];
