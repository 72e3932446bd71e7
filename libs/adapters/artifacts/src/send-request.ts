import {
  request as requestHttp,
  type Agent,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

/** An answer that was read to its end. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request as it stands, over connections of our own, which know whom to believe. Redirects are not followed. */
export async function sendRequest(
  address: string,
  asked: { method: string; headers: OutgoingHttpHeaders; agent: Agent; body: Buffer | undefined },
): Promise<RawAnswer> {
  const { method, headers, agent, body } = asked;
  const send = address.startsWith('https:') ? requestHttps : requestHttp;
  const length = body === undefined ? {} : { 'content-length': body.length };
  const request = send(address, { method, headers: { ...headers, ...length }, agent });
  const answered = new Promise<RawAnswer>((resolve, reject) => {
    request.once('error', reject).once('response', (answer) => {
      const { statusCode: status = 0, headers: answerHeaders } = answer;
      text(answer).then((read) => resolve({ status, headers: answerHeaders, text: read }), reject);
    });
  });
  request.end(body);
  return answered;
}
