import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { Problem } from '@archivesmp/contracts/problem';
import { certificateFailure, tlsOptionsOf, type TlsTrust } from '@archivesmp/contracts/tls-trust';

export interface PostAnswer {
  status: number;
  body: string;
  /** Session id that the panel gives in its `Authorization` header, when it does. */
  session: string | undefined;
}

/** What is posted, and where. */
export interface Post {
  readonly url: string;
  readonly body: Record<string, unknown>;
  readonly bearer: string | undefined;
  readonly timeoutMs: number;
  /** Whom to believe at an https address. */
  readonly trust: TlsTrust;
}

/**
 * One POST of JSON to a panel, without following redirects (they could carry the password elsewhere).
 * Throws `amp.unreachable` when there is no answer in time; the detail names the reason, never the body.
 */
export async function postJson(post: Post): Promise<PostAnswer> {
  const { url, timeoutMs } = post;
  try {
    const answer = await answered(post);
    const session = /^Bearer\s+(\S+)$/.exec(answer.headers.authorization ?? '')?.[1];
    return { status: answer.statusCode ?? 0, body: await text(answer), session };
  } catch (cause) {
    throw new Problem('amp.unreachable', `${new URL(url).origin} ${reasonOf(cause, timeoutMs)}.`, { cause });
  }
}

function answered({ url, body, bearer, timeoutMs, trust }: Post): Promise<IncomingMessage> {
  const sent = JSON.stringify(body);
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(sent),
    'user-agent': 'ArchiveSMP-Config-Manager',
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
  };
  const how = { method: 'POST', headers, signal: AbortSignal.timeout(timeoutMs) };
  const request = url.startsWith('https:')
    ? requestHttps(url, { ...how, ...tlsOptionsOf(trust) })
    : requestHttp(url, how);
  return new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject).end(sent);
  });
}

function reasonOf(cause: unknown, timeoutMs: number): string {
  const { name, code, cause: inner } = cause as { name?: string; code?: string; cause?: { name?: string } };
  if (name === 'TimeoutError' || inner?.name === 'TimeoutError')
    return `did not answer within ${timeoutMs / 1000} s`;
  const failure = certificateFailure(cause);
  if (failure !== undefined) return `is not believed: ${failure}`;
  if (code === 'ECONNREFUSED') return 'refuses the connection (nothing listens there)';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'cannot be found (name not resolved)';
  return `cannot be reached (${code ?? 'connection lost'})`;
}
