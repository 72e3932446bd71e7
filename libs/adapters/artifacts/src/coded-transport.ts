import http, { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { signV4 } from 'minio/dist/esm/signing.mjs';
import type { ServerClock } from './server-clock.js';
import { StorageAnswer, TOO_SKEWED } from './storage-failure.js';

/** What requests are signed with. */
export interface SigningKey {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

/**
 * The vendor's client turns a busy server (429, 5xx) into an error without a code and forgets the answer, which keeps
 * its connection occupied for ever. This transport ends such a request itself, with an error that can be recognised.
 * It also dates requests as the server does: the vendor's client knows the clock of this host only.
 */
export function codedTransport(
  secure: boolean,
  clock: ServerClock,
  key: SigningKey,
): Pick<typeof http, 'request'> {
  const { request } = secure ? https : http;
  const coded = (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest => {
    const signedAt = clock.now();
    const asked = request(clock.ahead === 0 ? options : signedAgain(options, signedAt, key), (answer) => {
      const status = answer.statusCode ?? 0;
      const isSkewed = clock.adjustTo(answer.headers.date, signedAt);
      if (status === 429 || status >= 500) asked.destroy(new StorageAnswer(status, ''));
      else if (status === 403 && isSkewed) asked.destroy(new StorageAnswer(status, TOO_SKEWED));
      else onAnswer(answer);
    });
    return asked;
  };
  return { request: coded as typeof http.request };
}

/** The same request with the server's time of day. */
function signedAgain(options: RequestOptions, at: Date, key: SigningKey): RequestOptions {
  const { authorization, ...rest } = options.headers as OutgoingHttpHeaders;
  if (authorization === undefined) return options;
  const headers = { ...rest, 'x-amz-date': at.toISOString().replace(/[-:]|\.\d{3}/g, '') };
  const sha256 = String(rest['x-amz-content-sha256']);
  const { accessKey, secretKey, region } = key;
  const signed = { ...options, headers } as Parameters<typeof signV4>[0];
  return {
    ...options,
    headers: { ...headers, authorization: signV4(signed, accessKey, secretKey, region, at, sha256) },
  };
}
