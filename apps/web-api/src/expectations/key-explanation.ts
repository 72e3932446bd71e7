import { showScope, type ExplainedVoice, type Explanation } from '@archivesmp/baseline';
import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { show } from '@archivesmp/drift';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const KEY_OUTCOMES = [
  'value',
  'no_key',
  'conflict',
  'not_expected_here',
  'no_baseline',
  'unreadable',
] as const satisfies readonly Explanation['outcome'][];

export const VOICE_SOURCES = ['baseline', 'deviation'] as const satisfies readonly ExplainedVoice['source'][];

/** One scope that said something about the key. */
export class KeyVoiceView {
  @ApiProperty({ example: 'tag:creative' }) scope!: string;
  @ApiProperty({ enum: VOICE_SOURCES, enumName: 'KeyVoiceSource' }) source!: ExplainedVoice['source'];
  @ApiProperty({ example: 'won', description: 'What came of it: won, overruled, refined, expired, …' })
  standing!: string;
  @ApiProperty({
    type: [String],
    example: ['ReSpawn', 'Enabled'],
    description: 'Where it spoke: the key, a map above it or a key below it',
  })
  path!: KeyPath;
  @ApiPropertyOptional({ description: 'Left out: that the key must not be there. Secrets are masked.' })
  value?: unknown;
  @ApiPropertyOptional() reason?: string;
  @ApiPropertyOptional() owner?: string;
  @ApiPropertyOptional({ example: '2026-12-24T00:00:00Z' }) expires?: string;
  @ApiPropertyOptional({ example: 12, description: 'Line of deviations.yml' }) line?: number;
}

/** GET /api/v1/explain */
export class KeyExplanationView {
  @ApiProperty({ example: 'CMI' }) plugin!: string;
  @ApiProperty({ example: 'config.yml' }) file!: string;
  @ApiProperty({ type: [String], example: ['ReSpawn', 'Enabled'] }) path!: KeyPath;
  @ApiProperty({ example: 'ReSpawn.Enabled' }) key!: string;
  @ApiProperty({ example: 'BENT01' }) instance!: string;
  @ApiProperty({
    enum: KEY_OUTCOMES,
    enumName: 'KeyOutcome',
    description:
      'value: the key should have `expected`; no_key: it should not be there; conflict: scopes of equal rank disagree; ' +
      'not_expected_here: plugin or file does not belong on the instance; no_baseline, unreadable: nobody can say',
  })
  outcome!: Explanation['outcome'];
  @ApiPropertyOptional({ description: 'What it should be. Secrets are masked.' }) expected?: unknown;
  @ApiPropertyOptional({ example: 1, description: 'Position in `voices` of who decided' }) winner?: number;
  @ApiProperty({ type: [KeyVoiceView], description: 'Widest scope first' }) voices!: KeyVoiceView[];
  @ApiPropertyOptional({ description: 'In words, where the outcome needs some' }) reason?: string;
}

/** An explanation as it may be shown to everybody who may read: secrets masked. */
export function explanationView(explanation: Explanation): KeyExplanationView {
  const { plugin, file, path, key, instance, outcome, expected, winner, voices, reason } = explanation;
  return {
    ...{ plugin, file, path, key, instance, outcome },
    ...shown('expected', expected, path),
    ...(winner && { winner: voices.indexOf(winner) }),
    voices: voices.map((voice) => voiceView(voice, path)),
    ...(reason !== undefined && { reason }),
  };
}

function voiceView({ scope, source, standing, path, value, deviation }: ExplainedVoice, key: KeyPath) {
  const { reason, owner, expires, line } = deviation ?? {};
  return {
    ...{ scope: showScope(scope), source, standing, path },
    // because: a voice below the key speaks about its own path, one above it about the key
    ...shown('value', value, path.length > key.length ? path : key),
    ...(reason && { reason }),
    ...(owner && { owner }),
    ...(expires && { expires }),
    ...(line !== undefined && { line }),
  };
}

const shown = (name: string, node: ConfigNode | undefined, path: KeyPath): Record<string, unknown> =>
  node === undefined ? {} : { [name]: show(node, path, {}).value };
