import type { NoiseProposal } from '@archivesmp/drift';
import { printable } from '../terminal/printable.js';

/** Proposals as lines of deviations.yml. Texts are written as JSON has them, which YAML reads alike. */
export function ignoreLines(proposals: readonly NoiseProposal[]): string[] {
  if (proposals.length === 0) return ['# Nothing changed by itself.'];
  return [
    '# Accept what you agree with: these differences are then left out of scan, plan and verification.',
    'ignore:',
    ...proposals.flatMap(({ rule, instances, changes }) => [
      printable(`  # ${changes} ${changes === 1 ? 'change' : 'changes'} on ${instances.join(', ')}`),
      `  - {plugin: ${text(rule.plugin)}, file: ${text(rule.file)}, key: ${text(rule.key)}, ` +
        `kinds: [${rule.kinds.join(', ')}], reason: ${text(rule.reason)}}`,
    ]),
  ];
}

/** Control characters of a file name are written as escapes, so that they cannot reach a terminal. */
const text = (value: string): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
