import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { json, PROBLEM, TestHub, type ReceivedRequest } from '../test/test-hub.js';
import { HubClient } from './hub-client.js';

let hub: TestHub | undefined;
afterEach(async () => {
  await hub?.close();
  hub = undefined;
});

async function answering(
  answer: (received: ReceivedRequest, response: ServerResponse, count: number) => void,
  settings: Partial<ConstructorParameters<typeof HubClient>[0]> = {},
): Promise<HubClient> {
  hub = await TestHub.open((received, response) => answer(received, response, hub!.received.length));
  return new HubClient({ url: `${hub.url}/`, token: 'asmp_secret', pausesMs: [1, 1], ...settings });
}

const CHANGE_REQUEST = { title: 'as everywhere', findings: ['a'] };

describe('a call', () => {
  it('fills path and query, carries the token, and returns the answer', async () => {
    const client = await answering((_, response) => json(response, 200, { id: 'x' }));
    expect(await client.call('GET /api/v1/plans/{id}', { path: { id: 'a/ä?' } })).toEqual({ id: 'x' });
    await client.call('GET /api/v1/plans', {
      query: { state: ['open', 'approved'], limit: 3, after: undefined },
    });
    expect(hub!.received.map((one) => one.route)).toEqual([
      'GET /api/v1/plans/a/%C3%A4%3F',
      'GET /api/v1/plans?state=open%2Capproved&limit=3',
    ]);
    expect(hub!.received[0]!.headers).toMatchObject({ authorization: 'Bearer asmp_secret' });
    expect(hub!.received[0]!.headers['idempotency-key']).toBeUndefined();
  });

  it('refuses an address whose place is not filled', async () => {
    const client = await answering((_, response) => json(response, 200, {}));
    await expect(client.call('GET /api/v1/plans/{id}', { path: { id: '' } })).rejects.toThrow('needs id');
    for (const id of ['.', '..', 'a/../b'])
      await expect(client.call('GET /api/v1/plans/{id}', { path: { id } })).rejects.toThrow(
        'neither . nor .. is part of an address',
      );
    expect(hub!.received).toEqual([]);
  });

  it('sends every change with an Idempotency-Key, a new one for each', async () => {
    const client = await answering((_, response) => json(response, 202, {}));
    await client.call('POST /api/v1/plans', { body: CHANGE_REQUEST });
    await client.call('POST /api/v1/plans', { body: CHANGE_REQUEST });
    await client.call('POST /api/v1/holds', {
      body: { instance: 'A', reason: 'why' },
      idempotencyKey: 'mine',
    });
    const keys = hub!.received.map((one) => one.headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe('mine');
    expect(JSON.parse(hub!.received[0]!.body)).toEqual(CHANGE_REQUEST);
  });

  it('sends a repeatable change again under the same key when nothing answers', async () => {
    const client = await answering((_, response, count) =>
      count < 3 ? void response.socket?.destroy() : json(response, 202, { id: 'p' }),
    );
    expect(await client.call('POST /api/v1/plans', { body: CHANGE_REQUEST })).toEqual({ id: 'p' });
    expect(new Set(hub!.received.map((one) => one.headers['idempotency-key'])).size).toBe(1);
    expect(hub!.received.length).toBe(3);
  });

  it('waits for a change that takes longer than an answer may take, under the same key', async () => {
    const underWay = { ...PROBLEM, code: 'request.in-progress', detail: 'being carried out' };
    const client = await answering(
      (_, response, count) => {
        if (count === 1) return;
        json(response, count < 9 ? 409 : 202, count < 9 ? underWay : { id: 'p' });
      },
      { timeoutMs: 50, underWayMs: 1 },
    );
    expect(await client.call('POST /api/v1/plans', { body: CHANGE_REQUEST })).toEqual({ id: 'p' });
    expect(new Set(hub!.received.map((one) => one.headers['idempotency-key'])).size).toBe(1);
    expect(hub!.received.length).toBe(9);
  });

  it('sends a change that is not repeatable once, whatever happens', async () => {
    const client = await answering((_, response) => void response.socket?.destroy());
    const added = client.call('POST /api/v1/users', {
      body: { name: 'mia', password: 'a long enough password', role: 'viewer' },
    });
    await expect(added).rejects.toMatchObject({ name: 'HubUnreachable' });
    expect(hub!.received.length).toBe(1);
  });

  it('gives up reading after some tries, and says who does not answer', async () => {
    const client = await answering((_, response) => response.writeHead(502).end('Bad gateway'));
    await expect(client.call('GET /api/v1/holds')).rejects.toThrow(
      /127\.0\.0\.1:\d+ answers 502: the hub behind/,
    );
    expect(hub!.received.length).toBe(3);
  });

  it('throws the problem that the hub names, at once', async () => {
    const client = await answering((_, response) => json(response, 409, PROBLEM));
    const refused = client.call('POST /api/v1/deployments', { body: { planId: 'p', hash: 'h' } });
    await expect(refused).rejects.toMatchObject({
      name: 'HubProblem',
      code: 'plan.stale',
      status: 409,
      detail: PROBLEM.detail,
      help: PROBLEM.help,
      requestId: 'request-1',
      errors: PROBLEM.errors,
    });
    expect(hub!.received.length).toBe(1);
  });

  it('takes nothing and text for answers too', async () => {
    const client = await answering((received, response) =>
      received.route.startsWith('DELETE')
        ? response.writeHead(204).end()
        : response.writeHead(200, { 'content-type': 'text/plain', etag: '"7"' }).end('a: 1\n'),
    );
    expect(await client.call('DELETE /api/v1/holds/{id}', { path: { id: 'h' } })).toBeUndefined();
    const { answer, headers } = await client.exchange('GET /api/v1/baselines/{plugin}/{path}', {
      path: { plugin: 'CMI', path: 'Translations/de.yml' },
    });
    expect([answer, headers.get('etag')]).toEqual(['a: 1\n', '"7"']);
    expect(hub!.received[1]!.route).toBe('GET /api/v1/baselines/CMI/Translations/de.yml');
  });

  it('carries its token to no other address', async () => {
    const client = await answering((_, response) =>
      response.writeHead(307, { location: 'http://127.0.0.1:9/elsewhere' }).end(),
    );
    await expect(client.call('GET /api/v1/holds')).rejects.toMatchObject({ name: 'HubUnreachable' });
    expect(new Set(hub!.received.map((one) => one.route))).toEqual(new Set(['GET /api/v1/holds']));
  });

  it('says in words when nobody listens, or the answer takes too long', async () => {
    const client = await answering(() => undefined, { timeoutMs: 20 });
    await expect(client.call('GET /api/v1/holds')).rejects.toThrow('it took too long');
    await hub!.close();
    await expect(client.call('GET /api/v1/holds')).rejects.toThrow('nobody listens there');
  });

  it('ends when its caller no longer wants it', async () => {
    const stop = new AbortController();
    const client = await answering(() => stop.abort(new Error('enough')));
    await expect(client.call('GET /api/v1/holds', { signal: stop.signal })).rejects.toThrow('enough');
  });
});
