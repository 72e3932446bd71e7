import { Problem } from '@archivesmp/contracts/problem';
import { isFinal, storageSettingsRemedy } from './settings-refusal.js';

/** Names S3 gives to "not there". */
const ABSENT = new Set(['NoSuchKey', 'NotFound', 'NoSuchBucket']);
/** What S3 says of a request that is dated more than 15 minutes off. */
const SKEWED = 'RequestTimeTooSkewed';
/** The body of such an answer. */
export const TOO_SKEWED = `<Code>${SKEWED}</Code>`;
/** Answers and network failures after which the same request may well succeed. */
const PASSING = new Set([
  'SlowDown',
  'ServiceUnavailable',
  'InternalError',
  'RequestTimeout',
  // Two wrote at the same moment, and the server let neither win.
  'ConditionalRequestConflict',
  'OperationAborted',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'TIMEOUT',
  SKEWED,
]);
const REFUSED = new Set(['AccessDenied', 'SignatureDoesNotMatch', 'InvalidAccessKeyId']);

const REASONS: ReadonlyMap<string, string> = new Map([
  [
    SKEWED,
    `the clocks of the server and of this host differ too much, and the server tells another time each time (${SKEWED})`,
  ],
  ['', 'the server gave an unexpected answer'],
]);

/** An answer of the server to a request that was not made through the vendor's client. */
export class StorageAnswer extends Error {
  readonly code: string;

  constructor(
    readonly status: number,
    body: string,
  ) {
    const code =
      /<Code>(\w{1,64})<\/Code>/.exec(body)?.[1] ?? (isBusy(status) ? 'ServiceUnavailable' : `HTTP${status}`);
    super(`S3 answered ${status} ${code}`);
    this.code = code;
  }
}

/** An attempt that took too long. */
export class StorageTimeout extends Error {
  readonly code = 'TIMEOUT';
}

export const isAbsent = (error: unknown): boolean => ABSENT.has(codeOf(error));
export const isBucketAbsent = (error: unknown): boolean => codeOf(error) === 'NoSuchBucket';
export const isPassing = (error: unknown): boolean => PASSING.has(codeOf(error));
export const isSkewed = (error: unknown): boolean => codeOf(error) === SKEWED;
/** Also of a Problem that was made of such an answer. */
export const isKeyRefused = (error: unknown): boolean =>
  REFUSED.has(codeOf(error instanceof Problem ? error.cause : error));
/** Whether a Problem was made of an answer that only other settings under `minio` change. */
export const isStorageRefusedBySettings = (error: unknown): boolean =>
  error instanceof Problem && isFinal(codeOf(error.cause));
export const isNotImplemented = (error: unknown): boolean => codeOf(error) === 'NotImplemented';
export const isFailedPrecondition = (error: unknown): boolean => codeOf(error) === 'PreconditionFailed';

/** What an operator is told. Names the place; the credentials never stand in it. */
export function storageProblem(error: unknown, doing: string): Problem {
  if (error instanceof Problem) return error;
  const code = codeOf(error);
  if (isNotImplemented(error))
    return new Problem(
      'artifacts.unsuitable',
      `${doing}: the S3 server does not know what was asked of it (${code})`,
      { cause: error },
    );
  const reason = storageSettingsRemedy(error, code) ?? REASONS.get(code) ?? code;
  return new Problem('artifacts.unavailable', `${doing}: ${reason}`, { cause: error });
}

const isBusy = (status: number): boolean => status === 429 || status >= 500;

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return code;
  const inner = Array.isArray(errors) ? errors[0] : cause; // fetch wraps, and two addresses of one host aggregate
  return inner === undefined ? '' : codeOf(inner);
}
