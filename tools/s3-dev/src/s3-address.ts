import { S3Error } from './s3-error.js';

/** What a request is about: `/bucket/key?query`, all decoded. */
export interface S3Address {
  bucket?: string;
  key?: string;
  query: S3Query;
  /** As it stood in the request line: signatures are computed over it. */
  rawPath: string;
  rawQuery: string;
}

/** Parameters in order; `+` stays a plus, as in the signature. */
export class S3Query {
  constructor(readonly pairs: readonly (readonly [string, string])[]) {}
  get(name: string): string | undefined {
    return this.pairs.find(([key]) => key === name)?.[1];
  }
  has(name: string): boolean {
    return this.pairs.some(([key]) => key === name);
  }
}

export function readAddress(url: string): S3Address {
  const mark = url.indexOf('?');
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const rawQuery = mark < 0 ? '' : url.slice(mark + 1);
  const [, bucket, ...rest] = rawPath.split('/');
  const key = rest.join('/');
  return {
    bucket: bucket ? decode(bucket) : undefined,
    key: key ? decode(key) : undefined,
    query: new S3Query(readQuery(rawQuery)),
    rawPath,
    rawQuery,
  };
}

function readQuery(rawQuery: string): [string, string][] {
  if (rawQuery === '') return [];
  return rawQuery.split('&').map((pair) => {
    const offset = pair.indexOf('=');
    return offset < 0 ? [decode(pair), ''] : [decode(pair.slice(0, offset)), decode(pair.slice(offset + 1))];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidArgument', 'The address is not valid percent-encoded UTF-8.');
  }
}
