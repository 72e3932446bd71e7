import { counted } from '@archivesmp/contracts/counted';
import type { NoiseProposal } from '@archivesmp/drift';
import { printable } from '../terminal/printable.js';
import { jsonText } from '../terminal/json-text.js';

/** Proposals as lines of deviations.yml. Texts are written as JSON has them, which YAML reads alike. */
export function ignoreLines(proposals: readonly NoiseProposal[]): string[] {
  if (proposals.length === 0) return ['# Nothing changed by itself.'];
  return [
    '# Accept what you agree with: these differences are then left out of scan, plan and verification.',
    'ignore:',
    ...proposals.flatMap(({ rule, instances, changes }) => [
      printable(`  # ${counted(changes, 'change')} on ${instances.join(', ')}`),
      `  - {plugin: ${jsonText(rule.plugin)}, file: ${jsonText(rule.file)}, key: ${jsonText(rule.key)}, ` +
        `kinds: [${rule.kinds.join(', ')}], reason: ${jsonText(rule.reason)}}`,
    ]),
  ];
}
