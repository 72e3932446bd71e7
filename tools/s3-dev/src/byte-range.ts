import { S3Error } from './s3-error.js';

/** First and last byte, both included. */
export interface ByteRange {
  first: number;
  last: number;
}

/** One range of a `Range` header; undefined means the whole object, as for anything that is not one byte range. */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, from, to] = match;
  const range =
    from === ''
      ? { first: Math.max(0, size - Number(to)), last: size - 1 }
      : { first: Number(from), last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
  if (range.first >= size || (from === '' && to === '0'))
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable.');
  return range.first > range.last ? undefined : range;
}
