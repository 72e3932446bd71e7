import type { Precondition } from '@archivesmp/artifacts';
import { Problem } from '@archivesmp/contracts/problem';
import type { FastifyRequest } from 'fastify';

/**
 * What must still be true when a file is written: `If-Match: "<revision>"` for one that was read, `If-None-Match: *` for
 * a new one. Throws `baseline.precondition-required` when neither is sent.
 */
export function writeCondition({ headers }: Pick<FastifyRequest, 'headers'>): Precondition {
  if (headers['if-none-match'] === '*') return { ifAbsent: true };
  const sent = headers['if-match'];
  if (sent === undefined)
    throw new Problem(
      'baseline.precondition-required',
      'The request has neither If-Match nor If-None-Match: *.',
    );
  const revision = /^"([\x21\x23-\x7e]{1,128})"$/.exec(sent.trim())?.[1];
  if (revision === undefined)
    throw new Problem('request.invalid', 'If-Match is not one ETag in quotes.', {
      errors: [
        { field: 'If-Match', message: 'must be the ETag of the file as it was read, with its quotes' },
      ],
    });
  return { ifRevision: revision };
}

/** A revision as ETag. */
export const etagOf = (revision: string): string => `"${revision}"`;
