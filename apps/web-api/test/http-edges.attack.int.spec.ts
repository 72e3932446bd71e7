import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApi, type TestApi } from './test-api.js';

let api: TestApi;
let read: (path: string, init?: RequestInit) => Promise<Response>;
beforeAll(async () => {
  api = await bootTestApi();
  read = await api.as(['admin']);
});
afterAll(() => api?.close());

/** Sends bytes as they are; the whole answer as text. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    let got = '';
    socket.setEncoding('utf8').on('data', (more: string) => void (got += more));
    socket.on('close', () => resolve(got)).on('error', reject);
    socket.end(text);
  });
}

/** An answer as it came over the wire: how many bytes, in which encoding, and what they say. */
async function asSent(path: string, headers: Record<string, string>) {
  const [answer] = (await once(get(`${api.url}${path}`, { headers }), 'response')) as [IncomingMessage];
  const bytes = await buffer(answer);
  const encodedAs = answer.headers['content-encoding'];
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync }[encodedAs ?? ''];
  return { packed: bytes.length, encodedAs, body: (unpack?.(bytes) ?? bytes).toString('utf8') };
}

const bodyOf = async (answer: Response) => (await answer.json()) as { code: string; instance: string };
/** Ids, routes and answers of what was logged as answered. */
const logged = () => api.lines().filter(({ message }) => message === 'request answered');

describe('requests at the edges of HTTP', () => {
  it.each([101, 500, 5_000])('with an id of %i characters are told that it is nobody’s', async (length) => {
    const id = 'x'.repeat(length);
    const paths = api.routes
      .filter(({ method, url }) => method === 'GET' && url.startsWith('/api') && url.includes(':'))
      .map(({ url }) => url.replaceAll(/:\w+/g, id).replace('*', id));
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) {
      const { status } = await read(path);
      expect([400, 403, 404], `${status} ${path.slice(0, 60)}`).toContain(status);
    }
  });

  it('with an address that is no URL are refused, logged and counted like others', async () => {
    const answer = await read('/api/v1/plans/%ff');
    const { code, instance } = await bodyOf(answer);
    expect([answer.status, code]).toEqual([400, 'request.invalid']);
    expect(answer.headers.get('x-request-id')).toBe(instance);
    expect(logged()).toContainEqual(
      expect.objectContaining({ requestId: instance, route: 'unknown', status: 400 }),
    );
    const metrics = await (await read('/metrics')).text();
    expect(metrics).toMatch(/http_request_duration_seconds_count\{.*route="unknown",status="400"/);
  });

  it.each([
    ['bytes that are no request', 'NOT HTTP\r\n\r\n', 400, 'request.invalid'],
    [
      'headers without an end',
      `GET /health/live HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'request.headers-too-large',
    ],
    [
      'two hosts',
      'GET /health/live HTTP/1.1\r\nHost: a\r\nhost: b\r\nConnection: close\r\n\r\n',
      400,
      'request.invalid',
    ],
  ])('with %s are refused as problems and logged', async (_what, text, status, code) => {
    const answer = await raw(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const { instance, ...problem } = JSON.parse(answer.split('\r\n\r\n')[1]!) as {
      code: string;
      instance: string;
    };
    expect(problem).toMatchObject({ code, status });
    expect(logged().map(({ requestId }) => requestId)).toContain(instance);
  });

  it.each([
    ['DELETE', '/api/v1/plans', 'GET, HEAD, POST'],
    ['PUT', '/api/v1/session?x=1', 'GET, HEAD'],
    ['PATCH', '/api/v1/baselines/CMI/a/b.yml', 'DELETE, GET, HEAD, PUT'],
  ])('with the wrong method %s for %s are told the right ones', async (method, path, allow) => {
    const answer = await read(path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(await bodyOf(answer)).toMatchObject({ code: 'request.method-not-allowed' });
  });

  it.each([
    ['list', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['map', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
  ])('with a body that is nested too deeply (%s) are refused with the place', async (_kind, deep) => {
    for (const body of [
      `{"title":"x","changes":${deep}}`,
      `{"title":"x","changes":[{"plugin":"a","path":"b","edits":[{"path":["a"],"value":${deep}}]}]}`,
    ]) {
      const answer = await read('/api/v1/plans', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(answer.status).toBe(400);
      const { errors } = (await answer.json()) as { errors: { field: string; message: string }[] };
      expect(errors).toMatchObject([
        { field: expect.stringMatching(/^changes/), message: 'is nested more than 100 deep' },
      ]);
    }
  });

  it.each(['br', 'gzip', undefined])(
    'that take %s as encoding get large texts in it, and small ones as they are',
    async (encoding) => {
      const headers = { 'accept-encoding': encoding ?? 'identity' };
      const { body, packed, encodedAs } = await asSent('/openapi.json', headers);
      expect(encodedAs).toBe(encoding);
      expect(JSON.parse(body)).toMatchObject({ openapi: '3.1.0' });
      if (encoding !== undefined) expect(packed * 5).toBeLessThan(body.length);
      const small = await asSent('/health/live', headers);
      expect(small.encodedAs).toBeUndefined();
    },
  );

  it('to no address are told so, with any method', async () => {
    for (const method of ['GET', 'POST', 'DELETE'])
      expect(await bodyOf(await read('/api/v1/nowhere', { method }))).toMatchObject({
        code: 'resource.not-found',
      });
  });

  it('with a made-up method make no series of their own', async () => {
    await raw('BREW /api/v1/plans HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await raw('PROPFIND /api/v1/plans HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(await (await read('/metrics')).text()).not.toMatch(/BREW|PROPFIND/);
  });
});
