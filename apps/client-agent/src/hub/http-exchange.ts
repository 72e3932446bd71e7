import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { tlsOptionsOf, type TlsTrust } from '@archivesmp/contracts/tls-trust';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** One request over HTTP(S). */
export interface HttpExchange {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
  readonly signal: AbortSignal;
  /** Milliseconds without a byte after which the other side counts as gone; 30 s by default. */
  readonly silentMs?: number;
  /** Whom to believe at an https address; left out: the authorities of the system. */
  readonly trust?: TlsTrust;
}

/** A program that stands still keeps its connections open: only its silence tells. */
const SILENT_MS = 30_000;

/**
 * Sends a request and resolves with the answer as soon as its head is there; the body is read by the caller. The plain client
 * of Node instead of `fetch`: it is in memory already, and `fetch` costs this small program 12 MB more.
 */
export async function exchange({
  method,
  url,
  headers,
  body,
  signal,
  silentMs = SILENT_MS,
  trust = {},
}: HttpExchange): Promise<IncomingMessage> {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const request = send(url, {
    method,
    headers: { ...lengthOf(body), ...headers },
    signal,
    timeout: silentMs,
    ...tlsOptionsOf(trust),
  });
  request.on('timeout', () => request.destroy(new Error(`nothing was heard for ${silentMs / 1_000} s`)));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  if (body instanceof Readable)
    // A hub that refuses early closes the line; its answer counts, not the broken pipe
    pipeline(body, request).catch((error: Error) => request.destroy(error));
  else request.end(body);
  return answered;
}

const lengthOf = (body: string | Readable | undefined): Record<string, string> =>
  typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {};

/** The whole body as text. @throws when it breaks off */
export async function answerText(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
