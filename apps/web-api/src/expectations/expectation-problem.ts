import type { RefusedObject } from '@archivesmp/hub-wiring';
import { EXPECTATION_PROBLEM_KINDS } from '@archivesmp/drift';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const EXPECTATION_PROBLEMS = [...EXPECTATION_PROBLEM_KINDS, 'not_ours'] as const;
export type ShownProblemKind = (typeof EXPECTATION_PROBLEMS)[number];

/** Something about the expectations themselves, or about values over the whole fleet, that no finding can say. */
export class ExpectationProblemView {
  @ApiProperty({
    enum: EXPECTATION_PROBLEMS,
    enumName: 'ExpectationProblemKind',
    description:
      'scope_conflict, variable_conflict: scopes of equal rank disagree, so none wins and drift of that key is not ' +
      'judged; missing_variable: no scope gives it a value; unused_variable: declared and mentioned nowhere; ' +
      'not_unique, not_the_same: a rule over the fleet is broken; not_ours: it was put, changed or removed in the bucket ' +
      'past the hub, and nothing is judged by that',
  })
  kind!: ShownProblemKind;
  @ApiPropertyOptional({ example: 'CMI' }) plugin?: string;
  @ApiPropertyOptional({ example: 'config.yml' }) file?: string;
  @ApiPropertyOptional({ description: 'A key, or the name of a variable', example: 'ReSpawn.Enabled' })
  key?: string;
  @ApiProperty({ type: [String], example: ['BENT01'] }) instances!: readonly string[];
  @ApiProperty({ description: 'What is wrong, where, and what puts it right; secrets are masked' })
  message!: string;
}

/** Something in the bucket that this hub did not do. */
export const problemOfRefused = ({ plugin, path, message }: RefusedObject): ExpectationProblemView => ({
  kind: 'not_ours',
  ...(plugin !== '' && { plugin }),
  file: path,
  instances: [],
  message,
});
