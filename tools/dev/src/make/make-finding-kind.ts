import { CannotMake, insertBefore, type SourceTree } from './source-tree.js';

const VOCABULARY = 'libs/contracts/src/vocabulary.ts';
const SUBJECTS = ['value', 'key', 'file', 'reading', 'plugin'];
const SEVERITIES = ['critical', 'high', 'medium', 'low'];

/**
 * A kind of finding in every table that says something of each: what it is about, how bad it is, how it is kept. What finds it is
 * written by hand, in the engine `drift`.
 * @throws CannotMake when there is such a kind, or no such word
 */
export function makeFindingKind(tree: SourceTree, kind: string, subject: string, severity: string): void {
  if (!/^[a-z]+(_[a-z]+)*$/.test(kind))
    throw new CannotMake(`a kind of finding is written in small letters with underscores; "${kind}" is not`);
  if (!SUBJECTS.includes(subject)) throw new CannotMake(`a finding is about one of ${SUBJECTS.join(', ')}`);
  if (!SEVERITIES.includes(severity)) throw new CannotMake(`a severity is one of ${SEVERITIES.join(', ')}`);
  if (tree.readSource(VOCABULARY).includes(`'${kind}'`)) throw new CannotMake(`there is ${kind} already`);
  const end = '} as const satisfies';
  const lines = [
    { file: VOCABULARY, within: 'FINDING_KINDS = [', before: '] as const', text: `  '${kind}',\n` },
    { file: VOCABULARY, within: 'FINDING_SUBJECTS = {', before: end, text: `  ${kind}: '${subject}',\n` },
    {
      file: 'libs/engines/drift/src/severity.ts',
      within: 'KIND_SEVERITY: ',
      before: '};',
      text: `  ${kind}: '${severity}',\n`,
    },
    {
      file: 'libs/engines/change-plan/src/accept/kept-file.ts',
      within: 'const AS = {',
      before: end,
      text: `  ${kind}: 'own',\n`,
    },
  ];
  for (const { file, ...insertion } of lines) insertBefore(tree, file, insertion);
}
