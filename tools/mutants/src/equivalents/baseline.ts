import type { EquivalentMutant } from './equivalent-mutant.js';

export const IN_BASELINE: readonly EquivalentMutant[] = [
  {
    file: 'libs/engines/baseline/src/parse-facts.ts',
    line: "if (field.node?.kind === 'scalar') return { name, values: [readValue(field, 'everywhere', tags)].flat() };",
    change: 'optional: ?. → .',
    reason: 'The entry of a map always has a node.',
  },
  {
    file: 'libs/engines/baseline/src/expected-file.ts',
    line: 'declared.size > 0 && mentionsVariable(bytes) ? fillVariables(textOf(bytes).text, declared) : NONE;',
    change: 'condition: declared.size > 0 && mentionsVariable(bytes) → true',
    reason: 'A short way: without a name to look for, looking finds the same nothing.',
  },
  {
    file: 'libs/engines/baseline/src/expected-file.ts',
    line: 'declared.size > 0 && mentionsVariable(bytes) ? fillVariables(textOf(bytes).text, declared) : NONE;',
    change: 'comparison: > → >=',
    reason: 'A short way: without a name to look for, looking finds the same nothing.',
  },
  {
    file: 'libs/engines/baseline/src/expected-file.ts',
    line: 'if (bytes[index + 1] === 0x7b) return true;',
    change: 'condition: bytes[index + 1] === 0x7b → true',
    reason:
      'The answer only spares a look at texts that cannot hold a variable; the look finds the same nothing.',
  },
  {
    file: 'libs/engines/baseline/src/template.ts',
    line: 'for (let index = 0; ; index++) {',
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
];
