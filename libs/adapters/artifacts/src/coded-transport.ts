import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { StorageAnswer } from './storage-failure.js';

/**
 * The vendor's client turns a busy server (429, 5xx) into an error without a code and forgets the answer, which keeps
 * its connection occupied for ever. This transport ends such a request itself, with an error that can be recognised.
 */
export function codedTransport(secure: boolean): Pick<typeof http, 'request'> {
  const { request } = secure ? https : http;
  const coded = (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest => {
    const asked = request(options, (answer) => {
      const status = answer.statusCode ?? 0;
      if (status === 429 || status >= 500) asked.destroy(new StorageAnswer(status, ''));
      else onAnswer(answer);
    });
    return asked;
  };
  return { request: coded as typeof http.request };
}
