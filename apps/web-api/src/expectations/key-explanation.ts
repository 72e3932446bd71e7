import type { ExplainedSource, Explanation } from '@archivesmp/baseline';
import { JSON_VALUE, KEY_PATH } from '@archivesmp/contracts/json-value';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { type JudgeOf, shownExplanation } from '@archivesmp/drift';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const KEY_OUTCOMES = [
  'value',
  'no_key',
  'conflict',
  'not_judged',
  'not_expected_here',
  'no_baseline',
  'unreadable',
] as const satisfies readonly Explanation['outcome'][];

export const VALUE_SOURCE_KINDS = [
  'baseline',
  'deviation',
] as const satisfies readonly ExplainedSource['source'][];

/** A variable that a value is made of. */
export class KeyVariableView {
  @ApiProperty({ example: 'PORT' }) name!: string;
  @ApiPropertyOptional({
    ...JSON_VALUE,
    example: '25570',
    description: 'Left out: it has none on this instance. Masked where the key holds a secret.',
  })
  value?: unknown;
  @ApiPropertyOptional({
    example: 'instance:BENT01',
    description: 'Who gives the value: a scope, or the instance, host or platform itself',
  })
  by?: string;
  @ApiPropertyOptional({ example: 12, description: 'Line of deviations.yml' }) line?: number;
}

/** One scope that said something about the key. */
export class KeyValueSourceView {
  @ApiProperty({ example: 'tag:creative' }) scope!: string;
  @ApiProperty({ enum: VALUE_SOURCE_KINDS, enumName: 'KeyValueSourceKind' })
  source!: ExplainedSource['source'];
  @ApiProperty({ example: 'won', description: 'What came of it: won, overruled, refined, expired, …' })
  standing!: string;
  @ApiProperty({
    ...KEY_PATH,
    example: ['ReSpawn', 'Enabled'],
    description: 'Where it spoke: the key, a map above it or a key below it',
  })
  path!: KeyPath;
  @ApiPropertyOptional({
    ...JSON_VALUE,
    description: 'Left out: that the key must not be there. Secrets are masked.',
  })
  value?: unknown;
  @ApiPropertyOptional() reason?: string;
  @ApiPropertyOptional() owner?: string;
  @ApiPropertyOptional({ example: '2026-12-24T00:00:00Z' }) expires?: string;
  @ApiPropertyOptional({ example: 12, description: 'Line of deviations.yml' }) line?: number;
  @ApiPropertyOptional({
    type: [KeyVariableView],
    description: 'The variables that the value is made of; left out when there are none',
  })
  variables?: KeyVariableView[];
}

/** GET /api/v1/explain */
export class KeyExplanationView {
  @ApiProperty({ example: 'CMI' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) file!: string;
  @ApiProperty({ ...KEY_PATH, example: ['ReSpawn', 'Enabled'] }) path!: KeyPath;
  @ApiProperty({ example: 'ReSpawn.Enabled' }) key!: string;
  @ApiProperty({ example: 'BENT01' }) instance!: string;
  @ApiProperty({
    enum: KEY_OUTCOMES,
    enumName: 'KeyOutcome',
    description:
      'value: the key should have `expected`; no_key: it should not be there; conflict: scopes of equal rank disagree; ' +
      'not_judged: it needs a variable that has no value here, or cannot be written; ' +
      'not_expected_here: plugin or file does not belong on the instance; no_baseline, unreadable: not known',
  })
  outcome!: Explanation['outcome'];
  @ApiPropertyOptional({ ...JSON_VALUE, description: 'What it should be. Secrets are masked.' })
  expected?: unknown;
  @ApiPropertyOptional({ example: 1, description: 'Position in `voices` of who decided' }) winner?: number;
  @ApiProperty({ type: [KeyValueSourceView], description: 'Widest scope first' })
  voices!: KeyValueSourceView[];
  @ApiPropertyOptional({ description: 'In words, where the outcome needs some' }) reason?: string;
}

/** An explanation as it may be shown to every reader: secrets masked. */
export function explanationView(explanation: Explanation, judgeOf: JudgeOf): KeyExplanationView {
  return shownExplanation(explanation, judgeOf(explanation.plugin, explanation.file)) as KeyExplanationView;
}
