import { certificateFailure } from '@archivesmp/contracts/tls-trust';

/** The first word, or words, of what Redis says when only another setting, or account, helps, and which that is. */
const REMEDIES: readonly (readonly [message: RegExp, remedy: string])[] = [
  [
    /\b(NOAUTH|WRONGPASS)\b/,
    'it does not let the account in: compare redis.username and redis.password with what Redis has',
  ],
  [/\bNOPERM\b/, 'the account in redis.username lacks a right: give it those that docs/operations.md names'],
  [/\b(?:ERR )?DB index is out of range\b/, 'it has no such database: set redis.database to one that it has'],
];

/** Why Redis does not let us work, and which setting that is; undefined where waiting may help. */
export function redisSettingsRemedy(error: unknown): string | undefined {
  const failure = certificateFailure(error);
  if (failure !== undefined) return `it is not believed: ${failure} of redis`;
  const message = error instanceof Error ? error.message : '';
  return REMEDIES.find(([words]) => words.test(message))?.[1];
}
