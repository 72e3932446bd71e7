import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { json, PROBLEM, TestHub } from '../test/test-hub.js';
import { follow } from './follow.js';
import { HubClient } from './hub-client.js';

let hub: TestHub | undefined;
afterEach(async () => {
  await hub?.close();
  hub = undefined;
});

const NEVER = 3_600_000;
const isStream = (route: string): boolean => route === 'GET /api/v1/events';

/** A hub whose hold list has as many entries as the thing has moved; `onStream` says what its events do. */
async function moving(onStream: (response: ServerResponse, count: number) => void): Promise<{
  client: HubClient;
  move: () => void;
}> {
  let moves = 0;
  let streams = 0;
  hub = await TestHub.open(({ route }, response) => {
    if (!isStream(route)) return json(response, 200, { holds: [], count: moves });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 3000\n\n');
    onStream(response, (streams += 1));
  });
  return { client: new HubClient({ url: hub.url, pausesMs: [] }), move: () => (moves += 1) };
}

const event = (id: number, thing: string): string =>
  `id: ${id}-0\nevent: moved\ndata: {"thing":"${thing}"}\n\n`;

const following = (client: HubClient, until: number, more: object = {}) =>
  follow(client, {
    read: async (signal) => (await client.call('GET /api/v1/holds', { signal })).count,
    concerns: ({ data }) => data['thing'] === 'mine',
    isOver: (count) => count >= until,
    pollMs: NEVER,
    ...more,
  });

describe('following', () => {
  it('reads again for each event about the thing, and for no other', async () => {
    let line: ServerResponse | undefined;
    const { client, move } = await moving((response) => (line = response));
    const seen: number[] = [];
    for await (const count of following(client, 2)) {
      seen.push(count);
      if (line === undefined) continue; // the stream is not open yet: opening it makes one more read
      move();
      line.write(event(seen.length * 2, 'other') + event(seen.length * 2 + 1, 'mine'));
    }
    expect(seen.at(-1)).toBe(2);
    const reads = hub!.received.filter(({ route }) => !isStream(route)).length;
    expect(reads).toBe(seen.length);
    expect(reads).toBeLessThanOrEqual(4);
  });

  it('comes again with the last id when the stream breaks off, and reads what it missed', async () => {
    const { client, move } = await moving((response, count) => {
      if (count === 1) {
        response.write(event(7, 'other'), () => response.end());
      } else move();
    });
    const seen: number[] = [];
    for await (const count of following(client, 1)) seen.push(count);
    expect(seen.at(-1)).toBe(1);
    const [first, second] = hub!.received.filter(({ route }) => isStream(route));
    expect([first!.headers['last-event-id'], second!.headers['last-event-id']]).toEqual([undefined, '7-0']);
  });

  it('goes by the clock where no events can be had', async () => {
    let moves = 0;
    hub = await TestHub.open(({ route }, response) =>
      isStream(route)
        ? response.writeHead(502).end()
        : json(response, 200, { holds: [], count: (moves += 1) }),
    );
    const client = new HubClient({ url: hub.url, pausesMs: [] });
    const seen: number[] = [];
    for await (const count of following(client, 4, { pollMs: 1 })) seen.push(count);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('opens no stream for what no events tell of', async () => {
    const { client, move } = await moving(() => undefined);
    const counts = following(client, 2, { pollMs: 1, concerns: undefined });
    for await (const _ of counts) move();
    expect(hub!.received.some(({ route }) => isStream(route))).toBe(false);
  });

  it('waits for a hub that is unavailable for a while, and no longer than that', async () => {
    let asked = 0;
    hub = await TestHub.open(({ route }, response) => {
      if (isStream(route)) return void response.writeHead(502).end();
      asked += 1;
      if (asked === 1 || asked === 4) return json(response, 200, { holds: [], count: asked });
      response.writeHead(502).end();
    });
    const client = new HubClient({ url: hub.url, pausesMs: [] });
    const seen: number[] = [];
    for await (const count of following(client, 4, { pollMs: 1 })) seen.push(count);
    expect(seen).toEqual([1, 4]);
    const impatient = following(client, 9, { pollMs: 1, unreachableTimeoutMs: 5 });
    await expect(Array.fromAsync(impatient)).rejects.toMatchObject({ name: 'HubUnreachable' });
  });

  it('ends with the refusal of the hub', async () => {
    hub = await TestHub.open((_, response) => json(response, 404, { ...PROBLEM, status: 404 }));
    const client = new HubClient({ url: hub.url });
    await expect(Array.fromAsync(following(client, 1))).rejects.toMatchObject({
      name: 'HubProblem',
      status: 404,
    });
  });

  it('ends when nobody wants it any more', async () => {
    const { client } = await moving(() => undefined);
    const stop = new AbortController();
    const seen: number[] = [];
    const run = (async () => {
      for await (const count of following(client, 1, { signal: stop.signal })) {
        seen.push(count);
        stop.abort(new Error('enough'));
      }
    })();
    await expect(run).rejects.toThrow('enough');
    expect(seen).toEqual([0]);
  });
});
