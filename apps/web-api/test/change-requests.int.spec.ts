import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApi, type TestApi } from './test-api.js';

const change = (more: object): object => ({
  instances: ['BENT01', 'CREA01'],
  plugin: 'CMI',
  file: 'config.yml',
  ...more,
});
const edits = [{ op: 'set', path: ['a'], value: 1 }];

describe('a file of hand-written changes', () => {
  let api: TestApi;
  let operator: (path: string, init?: RequestInit) => Promise<Response>;
  beforeAll(async () => {
    api = await bootTestApi();
    operator = await api.as(['write']);
  });
  afterAll(() => api?.close());

  async function send(changes: readonly object[]) {
    const answer = await operator('/api/v1/plans', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'many at once', changes }),
    });
    const body = (await answer.json()) as { errors?: { pointer?: string; message: string }[] };
    return { status: answer.status, pointers: body.errors?.map(({ pointer }) => pointer), body };
  }

  it('is taken as it is, many instances and files at once', async () => {
    const { status } = await send([
      change({ edits }),
      change({ content: 'a: 1\n' }),
      change({ remove: true }),
    ]);
    expect(status).toBe(202);
  });

  it('has every mistake named at once by its JSON pointer, and repeats no value', async () => {
    const first = await send([
      change({ edits }),
      change({ edits: [...edits, { op: 'replace', path: [], value: 'canary-11' }], plugin: 7 }),
      change({ surplus: 'canary-11' }),
    ]);
    expect(first.status).toBe(400);
    expect(first.pointers).toEqual(
      expect.arrayContaining([
        '/changes/1/plugin',
        '/changes/1/edits/1/op',
        '/changes/1/edits/1/path',
        '/changes/2/surplus',
      ]),
    );
    const second = await send([
      change({}),
      change({ edits, content: 'canary-11' }),
      change({ edits: [{ op: 'insert', path: ['a', -1] }] }),
    ]);
    expect(second.status).toBe(400);
    expect(second.pointers).toEqual([
      '/changes/0',
      '/changes/1',
      '/changes/2/edits/0/path/1',
      '/changes/2/edits/0/value',
    ]);
    expect(JSON.stringify([first.body, second.body])).not.toContain('canary-11');
    expect((await api.history.plans.listPlans({ limit: 10 })).plans).toHaveLength(1);
  });

  it('names the right place also far down in a long file', async () => {
    const many = Array.from({ length: 700 }, () => change({ edits }));
    const { status, pointers } = await send([...many, change({ edits, plugin: 7 })]);
    expect([status, pointers]).toEqual([400, ['/changes/700/plugin', '/changes/700/plugin']]);
  });

  it.each([
    ['2020-01-01', 'is over already, so nothing would be held'],
    ['2099-02-30T10:00', 'there is no such day'],
    ['2026-W10', 'is no time; it reads like 2026-11-20 or 2026-11-20T18:00'],
  ])('is held back by no hold until %s', async (until, message) => {
    const answer = await operator('/api/v1/holds', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instance: 'BENT01', reason: 'an event', until }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'until', message }] });
  });
});
