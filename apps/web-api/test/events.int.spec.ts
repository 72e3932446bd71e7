import { FleetEventStream } from '@archivesmp/bus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventReader } from './event-reader.js';
import { bootTestApi, type TestApi } from './test-api.js';

describe('the stream of events', () => {
  let api: TestApi;
  let events: FleetEventStream;
  let token: string;

  beforeAll(async () => {
    api = await bootTestApi();
    const { host, port, username, password, database } = api.settings.redis;
    events = new FleetEventStream({
      host,
      port,
      username,
      db: database,
      ...(password && { password: password.reveal() }),
    });
    token = await api.token(['read']);
  });
  afterAll(async () => {
    await events?.close();
    await api?.close();
  });

  async function listen(lastEventId?: string): Promise<{ answer: Response; reader: EventReader }> {
    const answer = await api.call('/api/v1/events', {
      headers: {
        authorization: `Bearer ${token}`,
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      },
    });
    return { answer, reader: new EventReader(answer) };
  }
  const publish = (scanId: string): Promise<string> =>
    events.publishFleetEvent('drift.scan.started', { scanId, instances: 3 }, new Date());

  it('sends what happens, with id, name and facts, to everybody who listens', async () => {
    const listeners = [await listen(), await listen()];
    const { answer } = listeners[0]!;
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const id = await publish('one');
    for (const { reader } of listeners) {
      expect(await reader.next()).toEqual({
        id,
        event: 'drift.scan.started',
        data: { name: 'drift.scan.started', at: expect.any(String) as string, scanId: 'one', instances: 3 },
      });
      await reader.leave();
    }
  });

  it('sends what was missed since Last-Event-ID, then what comes, each once and in order', async () => {
    const seen = await publish('seen');
    const missed = [await publish('missed 1'), await publish('missed 2')];
    const { reader } = await listen(seen);
    const later = await publish('later');
    const ids = [];
    for (let count = 0; count < 3; count++) ids.push((await reader.next())!.id);
    expect(ids).toEqual([...missed, later]);
    await reader.leave();
  });

  it('begins with what comes for a new listener, and for an id that is none', async () => {
    const witness = (await listen()).reader;
    const before = await publish('before');
    // What another listener has seen is no longer on its way to anybody.
    while ((await witness.next())!.id !== before);
    const fresh = [await listen(), await listen('not an id')];
    const after = await publish('after');
    for (const { reader } of fresh) {
      expect((await reader.next())!.id).toBe(after);
      await reader.leave();
    }
    await witness.leave();
  });

  it('tells of a scan that the API itself recorded', async () => {
    const { reader } = await listen();
    const operator = await api.as(['write']);
    const answer = await operator('/api/v1/scans', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { id } = (await answer.json()) as { id: string };
    expect(await reader.next()).toMatchObject({ event: 'drift.scan.requested', data: { scanId: id } });
    await reader.leave();
  });

  it('does not keep a HEAD waiting', async () => {
    const answer = await api.call('/api/v1/events', {
      method: 'HEAD',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
  });

  it('ends every stream when the service stops', async () => {
    const other = await bootTestApi();
    const answer = await (await other.as(['read']))('/api/v1/events');
    const reader = new EventReader(answer);
    const end = reader.next();
    await other.close();
    expect(await end).toBeUndefined();
  });
});
