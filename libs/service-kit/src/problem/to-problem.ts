import { HttpException } from '@nestjs/common';
import { Problem, type ProblemCode } from '@archivesmp/contracts/problem';

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'request.invalid',
  401: 'auth.required',
  403: 'auth.forbidden',
  404: 'resource.not-found',
  409: 'resource.conflict',
  412: 'baseline.revision-mismatch',
  413: 'request.too-large',
  415: 'request.unsupported-media-type',
  429: 'auth.rate-limited',
};

/** What the HTTP server itself refuses. Its own messages may quote the body, so each has a text of ours. */
const BY_SERVER_CODE: Readonly<Record<string, [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['request.too-large', 'The body is larger than this route takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'request.unsupported-media-type',
    'The Content-Type of the body is not one that this route takes.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'request.invalid',
    'The body is longer or shorter than its Content-Length says.',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['request.invalid', 'The body is empty, but its Content-Type says JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['request.invalid', 'The body is not valid JSON.'],
  FST_ERR_BAD_URL: ['request.invalid', 'The address is not a valid URL.'],
};

/** Translates whatever was thrown into a Problem; what was not foreseen becomes `internal` without details. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  const error = thrown as { code?: string; status?: number; statusCode?: number } | null;
  const known = BY_SERVER_CODE[error?.code ?? ''];
  if (known) return new Problem(known[0], known[1], { cause: thrown });
  if (thrown instanceof SyntaxError && error?.statusCode === 400)
    return new Problem('request.invalid', 'The body is not valid JSON.', { cause: thrown });
  const status = thrown instanceof HttpException ? thrown.getStatus() : error?.statusCode;
  const code = status === undefined ? undefined : BY_STATUS[status];
  if (code === undefined)
    return new Problem('internal', 'The request failed for a reason that is only in the log.', {
      cause: thrown,
    });
  return new Problem(code, detailOf(thrown, code), { cause: thrown });
}

function detailOf(thrown: unknown, code: ProblemCode): string {
  if (code === 'resource.not-found') return 'There is no such address or thing here.';
  return thrown instanceof HttpException ? thrown.message : 'The server refused the request.';
}
